package dev.ringwork.wire;

import java.io.ObjectStreamConstants;
import org.jspecify.annotations.Nullable;

/** The description of a class in a Java stream, as far as it matters to {@link StreamFollower}; {@code type} is that of the class above. */
final class ClassDescription extends StreamNode {
    String name = "";
    /** References among its own fields. */
    int objectFields;
    /** Its own fields. */
    int fields;

    @Nullable
    Class<?> resolved;
    /** The one above all. */
    ClassDescription top = this;

    HashKind kind = HashKind.NONE;
    /** What among its classes hashes what an object holds. */
    @Nullable
    Class<?> hashTable;

    boolean isMadeOfArray;
    boolean isWrapper;
    /** How often what is in it is compared. */
    int walks = 1;
    /** Whether it has nothing in the stream but its fields, those of the classes above among them. */
    boolean isPlain = true;

    /** References among its fields and those of the classes above. */
    int objects;

    ClassDescription(int depth) {
        super(ObjectStreamConstants.TC_CLASSDESC, depth);
    }

    boolean isOfPrimitives() {
        return resolved != null
                && resolved.isArray()
                && resolved.getComponentType().isPrimitive();
    }
}
