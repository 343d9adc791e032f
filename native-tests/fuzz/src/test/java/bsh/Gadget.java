package bsh;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;

/** A class that the default filter refuses, by the name of its package: it counts how often that let it be read. */
public final class Gadget implements Serializable {
    private static final long serialVersionUID = 1L;

    private static int reads;

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
        reads++;
        in.defaultReadObject();
    }

    /** How many were read. */
    public static int reads() {
        return reads;
    }
}
