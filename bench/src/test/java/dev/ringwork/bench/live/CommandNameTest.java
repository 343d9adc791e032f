package dev.ringwork.bench.live;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandNameTest {
    @ParameterizedTest
    @CsvSource({
        "/usr/bin/java -Xmx1g -cp a.jar:b.jar dev.acme.Main one,dev.acme.Main",
        "java -XX:+UseSerialGC --add-modules a -jar /opt/app.jar --port 1,app.jar",
        "java @args -p mods -m acme/dev.acme.Main,acme/dev.acme.Main",
        "java -version,java",
        "java --limit-modules a --patch-module a=b --source 17 Main.java,Main.java",
        "/usr/sbin/acmed --fast,acmed",
        "/,/",
        "/opt/,/opt/",
        "'',unknown",
    })
    void shouldNameWhatRunsWhenGivenACommandLine(String line, String name) {
        assertThat(CommandName.of(line.replace(' ', '\0') + "\0")).isEqualTo(name);
    }

    @Test
    void shouldHideControlCharactersWhenAProcessHasThemInItsName() {
        assertThat(CommandName.of("/opt/a\033[2J\n\u007fb\u009b2Jü\0")).isEqualTo("a?[2J??b?2Jü");
    }
}
