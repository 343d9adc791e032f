package dev.ringwork.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LauncherTest {
    @Test
    void shouldTakeAwayVariablesThatChangeAJvmAndNoOthers() {
        Map<String, String> environment = new HashMap<>(Map.of(
                "JAVA_TOOL_OPTIONS", "-Xmx1m",
                "_JAVA_OPTIONS", "-Xmx1m",
                "JDK_JAVA_OPTIONS", "-Xmx1m",
                "JDK_AOT_VM_OPTIONS", "-Xmx1m",
                "CLASSPATH", "/elsewhere",
                "JAVA_HOME", "/a/jdk",
                "PATH", "/bin"));

        Launcher.scrub(environment);

        assertThat(environment).containsOnlyKeys("JAVA_HOME", "PATH");
    }
}
