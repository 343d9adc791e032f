package dev.ringwork.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringwork.fault.Processes;
import dev.ringwork.os.Jvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a worker has of its coordinator, as the kernel tells it: its command line, its environment, its descriptors; and whether it can be attached to. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class InheritanceIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String SECRET = "secret-of-the-initializer";
    private static final String KEPT = "RINGWORK_IT_KEPT";
    private static final List<String> SCRUBBED =
            List.of("JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS", "JDK_JAVA_OPTIONS", "JDK_AOT_VM_OPTIONS", "CLASSPATH");
    /** One that a shell leaves open for the programs that it starts. */
    private static final String LEFT_OPEN = "exec 9< \"$0\"; exec \"$@\"";

    @TempDir
    private Path base;

    private Process coordinator;
    private Path opened;
    private String worker;

    /** Has a pool of one worker until its stdin ends; says which process that is. */
    static final class Coordinator {
        public static void main(String[] arguments) throws Exception {
            String secret = SECRET;
            try (ServerSocket open = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                    ProcessPool pool = ProcessPool.builder()
                            .maxWorkers(1)
                            .workerOutput(WorkerOutput.discard()) // who tries to attach has a JVM print its stacks
                            .directory(Path.of(arguments[0]))
                            .initializer(() -> System.setProperty("initialized", secret))
                            .build()) {
                if (!SECRET.equals(
                        pool.submit(System::getProperty, "initialized").result(SOON))) {
                    throw new IllegalStateException("the initializer's secret arrives: port=" + open.getLocalPort());
                }
                System.out.println(pool.workers().get(0).pid());
                System.in.transferTo(System.out);
            }
        }
    }

    @BeforeEach
    void start() throws IOException {
        opened = Files.createFile(base.resolve("opened"));
        List<String> command = new ArrayList<>(List.of("sh", "-c", LEFT_OPEN, opened.toString()));
        command.addAll(Jvm.command(Coordinator.class, base.toString()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        for (String name : SCRUBBED) {
            builder.environment().put(name, name.equals("CLASSPATH") ? "/nowhere" : "-Dscrubbed=" + name);
        }
        builder.environment().put("JDK_AOT_VM_OPTIONS", "");
        builder.environment().put(KEPT, "kept");
        coordinator = builder.start();
        worker = new BufferedReader(new InputStreamReader(coordinator.getInputStream(), StandardCharsets.UTF_8))
                .readLine();
        assertThat(worker).as("a worker's pid").matches("[0-9]+");
    }

    @AfterEach
    void stop() throws Exception {
        coordinator.getOutputStream().close();
        if (!coordinator.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)) {
            coordinator.destroyForcibly();
        }
    }

    @Test
    void shouldHaveNothingSecretOnItsCommandLine() {
        assertThat(Processes.arguments(worker))
                .anyMatch(word -> word.equals(WorkerCommand.MAIN))
                .noneMatch(word -> word.contains(SECRET))
                .noneMatch(word -> word.contains(base.toString()) || word.startsWith("/proc/"));
    }

    @Test
    void shouldHaveTheEnvironmentWithoutWhatChangesAJvm() throws Exception {
        String own = Files.readString(Path.of("/proc", Long.toString(coordinator.pid()), "environ"));
        String its = Files.readString(Path.of("/proc", worker, "environ"));

        assertThat(own.split("\0"))
                .extracting(InheritanceIT::name)
                .contains(KEPT)
                .containsAll(SCRUBBED);
        assertThat(its.split("\0"))
                .extracting(InheritanceIT::name)
                .contains(KEPT)
                .doesNotContainAnyElementsOf(SCRUBBED);
    }

    private static String name(String variable) {
        return variable.substring(0, variable.indexOf('='));
    }

    @Test
    void shouldHaveNoDescriptorOfItsCoordinatorsButThreePipes() throws Exception {
        Map<Integer, String> its = descriptors(worker);
        Map<Integer, String> own = descriptors(Long.toString(coordinator.pid()));

        assertThat(own).containsEntry(9, opened.toString());
        List<String> sockets =
                own.values().stream().filter(name -> name.startsWith("socket:")).toList();
        assertThat(sockets).as("of the coordinator").isNotEmpty();
        assertThat(its.values()).doesNotContain(opened.toString()).doesNotContainAnyElementsOf(sockets);
        assertThat(its.entrySet().stream().filter(entry -> entry.getValue().startsWith("pipe:")))
                .extracting(Map.Entry::getKey)
                .containsExactly(0, 1, 2);
        assertThat(its.values().stream().filter(name -> name.contains(base.toString())))
                .as("files of the pool: the link, which it opened itself")
                .hasSize(1);
    }

    private static Map<Integer, String> descriptors(String pid) throws IOException {
        Map<Integer, String> found = new TreeMap<>();
        try (Stream<Path> all = Files.list(Path.of("/proc", pid, "fd"))) {
            for (Path descriptor : all.toList()) {
                try {
                    found.put(
                            Integer.valueOf(descriptor.getFileName().toString()),
                            Files.readSymbolicLink(descriptor).toString());
                } catch (NoSuchFileException e) {
                    continue; // closed meanwhile
                }
            }
        }
        return found;
    }

    @Test
    void shouldLetNobodyAttachToIt() throws Exception {
        assertThat(attach(Long.toString(coordinator.pid()), SOON))
                .as("to a JVM that may be")
                .isZero();
        assertThat(attach(worker, Duration.ofSeconds(3))).isNotZero();
    }

    /** The exit code of a tool of the JDK that asks a JVM for its version. */
    private static int attach(String pid, Duration limit) throws IOException, InterruptedException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        return new ProcessBuilder(
                        jcmd.toString(), "-J-Dsun.tools.attach.attachTimeout=" + limit.toMillis(), pid, "VM.version")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }
}
