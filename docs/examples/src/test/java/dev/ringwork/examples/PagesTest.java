package dev.ringwork.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringwork.link.LinkLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Holds the pages under docs/ to the repository: links lead somewhere, offsets are the engine's. */
class PagesTest {
    private static final Pattern HEADER_ROW = Pattern.compile("(?m)^\\| (\\d+) \\| (?:long|int) \\| ([a-z ]+?) \\|");

    @Test
    void shouldLeadSomewhereWhenALinkIsRelative() throws Exception {
        for (Path page : Pages.all()) {
            Path folder = page.getParent();
            for (String target : Pages.relativeLinks(page)) {
                assertThat(folder.resolve(target).normalize())
                        .as("link of %s", page)
                        .exists();
            }
        }
    }

    @Test
    void shouldNameTheEnginesOffsetsWhenItShowsTheHeader() throws Exception {
        Map<String, Integer> documented = new HashMap<>();
        Matcher row = HEADER_ROW.matcher(Files.readString(Pages.root().resolve("docs/memory-layout.md")));
        while (row.find()) {
            documented.put(row.group(2), Integer.valueOf(row.group(1)));
        }

        assertThat(documented)
                .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                        Map.entry("magic", LinkLayout.MAGIC_OFFSET),
                        Map.entry("version", LinkLayout.VERSION_OFFSET),
                        Map.entry("claim slots", LinkLayout.CLAIM_SLOTS_OFFSET),
                        Map.entry("call capacity", LinkLayout.CALL_CAPACITY_OFFSET),
                        Map.entry("result capacity", LinkLayout.RESULT_CAPACITY_OFFSET),
                        Map.entry("coordinator pid", LinkLayout.COORDINATOR_PID_OFFSET),
                        Map.entry("epoch", LinkLayout.EPOCH_OFFSET),
                        Map.entry("worker pid", LinkLayout.WORKER_PID_OFFSET),
                        Map.entry("worker state", LinkLayout.WORKER_STATE_OFFSET),
                        Map.entry("worker heartbeat", LinkLayout.HEARTBEAT_OFFSET),
                        Map.entry("worker parked", LinkLayout.WORKER_PARKED_OFFSET),
                        Map.entry("coordinator parked", LinkLayout.COORDINATOR_PARKED_OFFSET),
                        Map.entry("interrupt request", LinkLayout.INTERRUPT_OFFSET)));
    }
}
