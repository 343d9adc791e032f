package dev.ringwork.process;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.ringwork.link.Handshake;
import dev.ringwork.link.Link;
import dev.ringwork.link.LinkSpec;
import dev.ringwork.run.ErrorLog;
import dev.ringwork.wire.ValueCodec;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/**
 * Makes a {@link StartArchive} aside: a worker of its own, of the lowest priority, goes through a {@link Rehearsal}. Nobody
 * waits for it, and it dies with this JVM (where {@link ParentDeath} works; else its last step ends by itself), so that
 * nothing is left.
 *
 * <p>One process makes archives at a time, by a lock of the kernel's; others go without. It is made under another name and
 * renamed when it is whole. The newest few are kept.
 */
final class ArchiveMaker implements Runnable {
    private static final AtomicBoolean ONCE = new AtomicBoolean();
    private static final int MOST_KEPT = 8;
    private static final long LIMIT_SECONDS = 60;
    private static final String LOCK = "lock";
    static final String MAKING = "making-";
    private static final LinkSpec SMALL = new LinkSpec(64, 1 << 16, 1 << 16);
    /** It is over long before. */
    private static final long BEAT_NANOS = 1_000_000_000L;

    private final StartArchive archive;
    private final Path cache;

    private ArchiveMaker(StartArchive archive) {
        this.archive = archive;
        this.cache = archive.directory();
    }

    /** Makes it, unless it is there or this JVM has done so before. Returns at once. */
    static void makeAside(StartArchive archive) {
        if (!archive.isThere() && ONCE.compareAndSet(false, true)) {
            Thread thread = new Thread(null, new ArchiveMaker(archive), "ringwork-archive-maker", 0, false);
            thread.setDaemon(true);
            thread.start();
        }
    }

    @Override
    public void run() {
        try (FileChannel channel = FileChannel.open(cache.resolve(LOCK), CREATE, WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock != null && !archive.isThere()) {
                removeOld();
                make();
            }
        } catch (OverlappingFileLockException e) {
            ErrorLog.debug("another copy of this class in this JVM makes an archive", e);
        } catch (IOException | RuntimeException e) {
            ErrorLog.debug("no archive was made, workers start without", e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts this thread", e);
        }
    }

    private void make() throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory(cache, MAKING); // 0700
        try {
            Path result = directory.resolve("archive");
            List<List<String>> steps = archive.making(directory, result);
            rehearse(steps.get(0), directory.resolve("link"));
            for (List<String> step : steps.subList(1, steps.size())) {
                await(start(step));
            }
            archive.publish(result);
        } finally {
            remove(directory);
        }
    }

    private static void rehearse(List<String> command, Path file) throws IOException, InterruptedException {
        long epoch = System.nanoTime();
        try (Link link = Link.create(file, SMALL, epoch)) {
            Rehearsal.fill(
                    link, new ValueCodec(Rehearsal.class.getClassLoader(), ValueCodec.defaultFilter(), List.of()));
            Process process = start(command);
            try (OutputStream stdin = process.getOutputStream()) {
                new Handshake(file, SMALL, epoch, ProcessHandle.current().pid(), BEAT_NANOS, 0, new byte[0])
                        .write(new DataOutputStream(stdin));
                stdin.flush();
                await(process);
            } finally {
                process.destroyForcibly();
            }
        }
    }

    private static Process start(List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(ParentDeath.alsoEnds(command));
        Launcher.scrub(builder.environment());
        SpareDescriptors.check();
        return builder.redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static void await(Process process) throws IOException, InterruptedException {
        boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
        process.destroyForcibly();
        if (!ended || process.exitValue() != 0) {
            throw new IOException(
                    "a rehearsal ends by itself: ended=" + ended + " exitCode=" + (ended ? process.exitValue() : -1));
        }
    }

    /** Only whoever has the lock makes archives, so what is half made was left by one that died. */
    private void removeOld() throws IOException {
        List<Path> archives = new ArrayList<>();
        List<Path> left = new ArrayList<>();
        try (Stream<Path> files = Files.list(cache)) {
            files.forEach(file -> {
                String name = String.valueOf(file.getFileName());
                if (name.startsWith(MAKING)) {
                    left.add(file);
                } else if (name.startsWith(StartArchive.PREFIX)) {
                    archives.add(file);
                }
            });
        }
        for (Path directory : left) {
            remove(directory);
        }
        archives.sort(Comparator.comparing(ArchiveMaker::age).reversed());
        for (int i = MOST_KEPT - 1; i < archives.size(); i++) {
            Files.deleteIfExists(archives.get(i));
        }
    }

    private static FileTime age(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            return FileTime.fromMillis(0); // gone, or as good as that
        }
    }

    private static void remove(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(directory);
    }
}
