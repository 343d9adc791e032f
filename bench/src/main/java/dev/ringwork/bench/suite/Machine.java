package dev.ringwork.bench.suite;

import dev.ringwork.PoolExecutor;
import dev.ringwork.bench.goal.Rivals;
import dev.ringwork.bench.jmh.JdkPools;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/** Facts about the machine and the build that figures belong to. */
public final class Machine {
    private static final String UNKNOWN = "unknown";
    private static final String NONE = "none";
    private static final String JDK = "jdk";
    private static final String CPYTHON = "cpython";

    private Machine() {}

    /** Names and values, in order. */
    public static Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("time", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        String version = PoolExecutor.class.getPackage().getImplementationVersion();
        facts.put("ringwork", version == null ? UNKNOWN : version);
        facts.put("commit", commit());
        facts.put("cpu", field(Path.of("/proc/cpuinfo"), "model name"));
        facts.put("cores", String.valueOf(Runtime.getRuntime().availableProcessors()));
        facts.put("virtual", contains(Path.of("/proc/cpuinfo"), " hypervisor ") ? "yes" : "no");
        facts.put("memory", field(Path.of("/proc/meminfo"), "MemTotal"));
        facts.put("governor", whole(Path.of("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor")));
        facts.put("load", whole(Path.of("/proc/loadavg")));
        facts.put("kernel", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        facts.put(JDK, System.getProperty("java.vm.name") + " " + Runtime.version());
        facts.put(CPYTHON, Catalogue.pythonVersion().orElse(NONE));
        return facts;
    }

    /** Which rivals a machine had with these facts; what they don't tell is expected to be there. */
    public static Rivals rivals(Map<String, String> facts) {
        String python = facts.getOrDefault(CPYTHON, "");
        return new Rivals(
                JdkPools.haveVirtualThreads(javaFeature(facts)),
                !python.equals(NONE),
                python.equals(NONE) ? "" : python);
    }

    /** The version stands last. */
    private static int javaFeature(Map<String, String> facts) {
        String jdk = facts.getOrDefault(JDK, "");
        try {
            return Runtime.Version.parse(jdk.substring(jdk.lastIndexOf(' ') + 1))
                    .feature();
        } catch (IllegalArgumentException unknown) {
            return Integer.MAX_VALUE;
        }
    }

    private static String field(Path file, String name) {
        if (!Files.isReadable(file)) {
            return UNKNOWN;
        }
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(name))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(UNKNOWN);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean contains(Path file, String text) {
        return whole(file).replace('\n', ' ').contains(text);
    }

    private static String whole(Path file) {
        if (!Files.isReadable(file)) {
            return UNKNOWN;
        }
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The commit of the sources around the jar, when it lies in a clone and git is there. */
    private static String commit() {
        try {
            Path jar = Path.of(Machine.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            Process git = new ProcessBuilder("git", "describe", "--always", "--dirty")
                    .directory(jar.resolveSibling(".").toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String answer = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return answer.isEmpty() ? UNKNOWN : answer;
        } catch (IOException | URISyntaxException noGit) {
            return UNKNOWN;
        }
    }
}
