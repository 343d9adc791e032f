package dev.ringwork.bench.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringwork.bench.goal.Targets;
import dev.ringwork.bench.jmh.JdkPools;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class CatalogueTest {
    private final List<String> names =
            Catalogue.quick().stream().map(Step::name).toList();

    @Test
    void shouldMeasureAllThatTheTargetsNeedWhenQuick() {
        Set<String> missing = new TreeSet<>();
        Targets.ALL.forEach(target -> missing.addAll(target.steps()));
        names.forEach(missing::remove);

        assertThat(missing)
                .allMatch(name -> name.startsWith("CPython.")
                        || (name.contains("jdkVirtualThreads") && !JdkPools.haveVirtualThreads()));
    }

    @Test
    void shouldNameEachStepOnceWhenListed() {
        assertThat(names).doesNotHaveDuplicates().contains("Floor.agronaRing", "Throughput.threadPool@4");
    }

    @Test
    void shouldTakeAboutFiveMinutesWhenQuick() {
        assertThat(new Suite(Catalogue.quick()).estimate(Effort.QUICK))
                .isBetween(Duration.ofMinutes(3), Duration.ofMinutes(7));
    }
}
