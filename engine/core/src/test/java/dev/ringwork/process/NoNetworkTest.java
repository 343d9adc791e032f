package dev.ringwork.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The engine looks up no address and opens no connection: no class of it names one that could. */
class NoNetworkTest {
    /** As names stand in a class file. Of channels only those that may be sockets. */
    private static final Pattern NETWORK = Pattern.compile(
            "(?:java/net|javax/net|java/rmi|javax/naming)/[\\w/$]+|java/nio/channels/[\\w$]*(?:Socket|Datagram|Network)[\\w$]*");

    private static final Set<String> NAMES_ONLY =
            Set.of("java/net/URI", "java/net/URISyntaxException", "java/net/URL", "java/net/URLClassLoader");

    @Test
    void shouldNameNoClassThatReachesANetwork() throws Exception {
        Path classes = Path.of(ProcessPool.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Set<String> named = new TreeSet<>();
        try (Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
                addNames(file, named);
            }
        }
        assertThat(named).contains("java/net/URI").isSubsetOf(NAMES_ONLY);
    }

    private static void addNames(Path file, Set<String> named) throws IOException {
        Matcher matcher = NETWORK.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
        while (matcher.find()) {
            named.add(matcher.group());
        }
    }
}
