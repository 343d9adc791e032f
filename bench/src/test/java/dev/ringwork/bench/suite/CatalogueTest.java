package dev.ringwork.bench.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringwork.bench.goal.Bound;
import dev.ringwork.bench.goal.Target;
import dev.ringwork.bench.goal.Targets;
import dev.ringwork.bench.jmh.JdkPools;
import dev.ringwork.bench.measure.Measurements;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
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

    /** A rival that is colder than its counterpart makes a ratio of how long both were run. */
    @Test
    void shouldWarmUpAllAlikeWhenATargetComparesThem() {
        Map<String, Step> steps = Catalogue.quick().stream().collect(Collectors.toMap(Step::name, Function.identity()));
        for (Target target : Targets.ALL) {
            for (Bound bound : target.bounds()) {
                List<JmhStep> compared = bound.figure().inputs().stream()
                        .map(input -> steps.get(Measurements.step(input)))
                        .filter(JmhStep.class::isInstance)
                        .map(JmhStep.class::cast)
                        .filter(step -> !step.question().equals("Clock"))
                        .toList();
                assertThat(compared.stream().map(JmhStep::pace).distinct().toList())
                        .as("%s %s: %s", target.id(), bound.text(), compared)
                        .hasSizeLessThanOrEqualTo(1);
            }
        }
    }

    @Test
    void shouldNameEachStepOnceWhenListed() {
        assertThat(names).doesNotHaveDuplicates().contains("Floor.agronaRing", "Throughput.threadPool@4");
    }

    @Test
    void shouldTakeAboutSixMinutesWhenQuickAndOneMoreForVirtualThreads() {
        Duration most = Duration.ofSeconds(JdkPools.haveVirtualThreads() ? 440 : 390);

        assertThat(new Suite(Catalogue.quick()).estimate(Effort.QUICK)).isBetween(Duration.ofMinutes(4), most);
    }

    @Test
    void shouldRunEveryRoundUnlessAStepIsLongOrMemory() {
        assertThat(Catalogue.quick().stream().filter(step -> !step.everyRound()).map(Step::name))
                .isSubsetOf("BreakEven", "Idle", "Memory", "Scale", "CPython.breakEven", "CPython.coldStart");
    }
}
