package dev.ringwork.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Has the kernel kill a worker when its coordinator dies: at once, also one that is still starting, stopped, or in native
 * code or a loop that keeps its JVM from halting. Linux has this as {@code prctl(PR_SET_PDEATHSIG)}, and util-linux a program
 * that calls it and becomes the one named. Where it is missing the worker sees to its end itself, which takes a few dozen
 * milliseconds, or as long as its JVM takes to halt.
 *
 * <p>The kernel means the death of the <em>thread</em> that started the worker. That is the supervisor, who ends after its
 * workers.
 */
final class ParentDeath {
    private static final Path SETPRIV = Path.of("/usr/bin/setpriv");
    /** The option, which not every version has. The program is small, and asking it would cost a process. */
    private static final String OPTION = "pdeathsig";

    private static final List<String> PREFIX =
            isThere() ? List.of(SETPRIV.toString(), "--" + OPTION, "KILL") : List.of();

    private ParentDeath() {}

    private static boolean isThere() {
        try {
            return Files.isRegularFile(SETPRIV, LinkOption.NOFOLLOW_LINKS) // a link may lead to a box of many programs
                    && Files.isExecutable(SETPRIV)
                    && Files.readString(SETPRIV, StandardCharsets.ISO_8859_1).contains(OPTION);
        } catch (IOException e) {
            return false; // then it can't be run either
        }
    }

    /** The command, or one that becomes it after it has asked for the signal. */
    static List<String> alsoEnds(List<String> command) {
        List<String> whole = new ArrayList<>(PREFIX);
        whole.addAll(command);
        return whole;
    }
}
