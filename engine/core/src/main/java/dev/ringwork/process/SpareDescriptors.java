package dev.ringwork.process;

import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks before a process is started whether there are as many descriptors as that takes. A JDK that runs out of them in the middle
 * may close some that aren't its own: 17 clears a pair of numbers that it never set, which often means stdin. Another thread may
 * still take them between this look and the start; that is as unlikely as it can be made from here.
 */
final class SpareDescriptors {
    /** Five pipes of the JDK's, a link file, and the directory in which its number is looked up. */
    static final int MOST_TAKEN = 12;

    private static final Path ALWAYS_THERE = Path.of("/dev/null");

    private SpareDescriptors() {}

    /** Throws, with what to do, when there are fewer. */
    static void check() throws IOException {
        if (!Files.exists(ALWAYS_THERE)) {
            return; // in a system as bare as that nothing can be opened for trial
        }
        List<FileInputStream> taken = new ArrayList<>(MOST_TAKEN);
        try {
            for (int i = 0; i < MOST_TAKEN; i++) {
                taken.add(new FileInputStream(ALWAYS_THERE.toFile()));
            }
        } catch (FileNotFoundException e) {
            throw new IOException(
                    "a worker is started with descriptors to spare: needed=" + MOST_TAKEN + " spare=" + taken.size()
                            + "; raise the limit on open files (ulimit -n) or close some",
                    e);
        } finally {
            for (FileInputStream one : taken) {
                one.close();
            }
        }
    }
}
