package dev.ringwork.bench.live;

import dev.ringwork.link.LinkView;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Finds the link files of all pools whose processes this user may look into. The files have no names; the kernel shows them among the
 * open files of the workers and, until a worker has mapped its own, of its coordinator.
 *
 * <p>This process is left out: if it has pools, it would lose its lock on the file of a worker that starts. It finds its workers by what
 * they have open. That may cost it the same lock, but a worker opens its file for others after it has mapped it, and then the name isn't
 * needed any more.
 */
final class LinkSearch {
    static final Path PROCESSES = Path.of("/proc");

    private static final long SELF = ProcessHandle.current().pid();

    private static final Pattern LINK = Pattern.compile(".*/ringwork-[0-9a-f]+-[0-9a-f]+/link( \\(deleted\\))?");

    /** By the path that the file had: no two have the same. */
    private final Map<String, Found> found = new HashMap<>();

    private final List<Problem> problems = new ArrayList<>();

    /**
     * A link and who has it open.
     *
     * @param holder the worker; the coordinator while there is none
     */
    record Found(LinkView link, long holder) {
        boolean isStarting() {
            return holder == link.coordinatorPid();
        }
    }

    /** What is called like a link file and can't be read as one, and who has it open. */
    record Problem(String text, long holder) {
        /** Whether this is about a process or a child of it. */
        boolean concerns(long pid) {
            return holder == pid
                    || ProcessHandle.of(holder)
                            .flatMap(ProcessHandle::parent)
                            .filter(parent -> parent.pid() == pid)
                            .isPresent();
        }
    }

    private LinkSearch() {}

    /** Looks through all processes once. */
    static LinkSearch now() throws IOException {
        LinkSearch search = new LinkSearch();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROCESSES, "[0-9]*")) {
            for (Path process : processes) {
                search.look(process);
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return search;
    }

    /** In no order. */
    List<Found> links() {
        return List.copyOf(found.values());
    }

    /** In no order. */
    List<Problem> problems() {
        return problems;
    }

    private void look(Path process) {
        Path descriptors = process.resolve("fd");
        long holder = Long.parseLong(process.getFileName().toString());
        if (holder == SELF || !Files.isReadable(descriptors)) {
            return; // another user's, or gone
        }
        try (DirectoryStream<Path> open = Files.newDirectoryStream(descriptors)) {
            for (Path descriptor : open) {
                look(descriptor, leadsTo(descriptor), holder);
            }
        } catch (IOException | DirectoryIteratorException e) {
            return; // it has ended meanwhile, or shows to nobody what it has open
        }
    }

    private static String leadsTo(Path descriptor) throws IOException {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (NoSuchFileException e) {
            return ""; // closed meanwhile
        }
    }

    private void look(Path descriptor, String file, long holder) {
        Found known = found.get(file);
        if (!LINK.matcher(file).matches() || known != null && !known.isStarting()) {
            return;
        }
        try {
            String namespace = foreignNamespace(holder);
            if (!namespace.isEmpty()) {
                problems.add(new Problem(
                        "pids mean something only in their own namespace: namespace=" + namespace
                                + "; run this in the container of that pool",
                        holder));
                return;
            }
            found.put(file, new Found(LinkView.of(descriptor), holder));
        } catch (NoSuchFileException e) {
            return; // closed meanwhile
        } catch (IOException | RuntimeException | InternalError e) {
            // InternalError: truncated while it was mapped. Before JDK 22 compiled code may be told only when it
            // unmaps, and the JVM ends.
            problems.add(new Problem(e.toString(), holder));
        }
    }

    /** Of a process's pid, if it isn't that of this process; empty if it is, or if that can't be told. */
    private static String foreignNamespace(long pid) {
        try {
            String own = namespace("self");
            String its = namespace(String.valueOf(pid));
            return its.equals(own) ? "" : its;
        } catch (IOException e) {
            return ""; // it has ended meanwhile, or this kernel has no such namespaces
        }
    }

    private static String namespace(String process) throws IOException {
        return Files.readSymbolicLink(PROCESSES.resolve(process).resolve("ns/pid"))
                .toString();
    }
}
