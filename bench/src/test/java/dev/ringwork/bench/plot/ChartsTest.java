package dev.ringwork.bench.plot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringwork.bench.measure.Measurements;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class ChartsTest {
    private final Measurements measurements = new Measurements();

    private static Document parsed(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
    }

    @Test
    void shouldDrawNothingWhenNothingWasMeasured() {
        assertThat(Charts.of(measurements)).isEmpty();
    }

    @Test
    void shouldDrawOneCurveARivalWhenItWasMeasured() throws Exception {
        measurements.add("RoundTrip.processPool/p50", 300);
        measurements.add("RoundTrip.processPool/p99", 900);
        measurements.add("RoundTrip.jdkFixedPool/p50", 9000);
        measurements.add("Throughput.threadPool/rate", 5e6);
        measurements.add("Throughput.threadPool@4/rate", 7e6);
        measurements.add("BreakEven/length@0.5", 530);
        measurements.add("BreakEven/speedup.processes.map@0.5", 0.5);
        measurements.add("BreakEven/speedup.processes.map@10.0", 1.5);

        Map<String, String> pictures = Charts.of(measurements);

        assertThat(pictures).containsOnlyKeys("latency.svg", "throughput.svg", "break-even.svg");
        Document latency = parsed(pictures.get("latency.svg"));
        assertThat(latency.getElementsByTagName("polyline").getLength()).isEqualTo(2);
        assertThat(latency.getElementsByTagName("circle").getLength()).isEqualTo(3);
        assertThat(pictures.get("latency.svg"))
                .contains("ProcessPool", "JDK fixed pool", "100 ns", "10.0 µs")
                .doesNotContain("CPython");
        parsed(pictures.get("break-even.svg"));
        assertThat(pictures.get("break-even.svg")).contains(">530 ns<", ">10.0 µs<");
    }

    @Test
    void shouldEscapeNamesWhenDrawing() throws Exception {
        String svg = LineChart.linear("a < b & c", "x", List.of("1"), List.of(new Series("s", List.of(1.0))), d -> "");

        assertThat(parsed(svg).getElementsByTagName("text").item(0).getTextContent())
                .isEqualTo("a < b & c");
    }

    @Test
    void shouldReachFromZeroToARoundNumberWhenTheAxisIsLinear() {
        Axis axis = Axis.linear(java.util.stream.DoubleStream.of(1.3, 0.2), String::valueOf);

        assertThat(axis.position(0)).isZero();
        assertThat(axis.position(1.5)).isEqualTo(1);
        assertThat(axis.position(0.75)).isEqualTo(0.5);
    }

    @Test
    void shouldReachFromPowerToPowerOfTenWhenTheAxisIsLogarithmic() {
        Axis axis = Axis.logarithmic(java.util.stream.DoubleStream.of(250, 90_000), String::valueOf);

        assertThat(axis.lines()).containsExactly(100.0, 1000.0, 10_000.0, 100_000.0);
        assertThat(axis.position(1000)).isCloseTo(1 / 3.0, org.assertj.core.api.Assertions.within(1e-9));
    }
}
