package dev.ringwork.bench.cli;

import dev.ringwork.bench.goal.TargetTable;
import dev.ringwork.bench.plot.Charts;
import dev.ringwork.bench.suite.Machine;
import dev.ringwork.bench.suite.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A run's figures as a page of the documentation with its pictures, one a Java version. */
final class Pages {
    private Pages() {}

    static void write(Path docs, Run run, TargetTable table) throws IOException {
        String java = "jdk" + Runtime.version().feature();
        StringBuilder page = new StringBuilder();
        page.append("# Figures on Java ").append(Runtime.version().feature()).append("\n\n");
        page.append(
                "Written by `./ringwork bench`; how each is measured stands in [benchmarks.md](benchmarks.md).\n\n");
        page.append(MachineText.markdown(Machine.facts()));
        page.append("\n## Targets\n\n").append(table.markdown());
        Path plots = docs.resolve("plots");
        Files.createDirectories(plots);
        for (Map.Entry<String, String> picture : Charts.of(run.measurements()).entrySet()) {
            String file = java + "-" + picture.getKey();
            Files.writeString(plots.resolve(file), picture.getValue());
            page.append("\n![")
                    .append(picture.getKey().replace(".svg", ""))
                    .append("](plots/")
                    .append(file)
                    .append(")\n");
        }
        page.append("\n## All figures\n\nMedians over the rounds, with the lowest and the highest.\n\n");
        page.append(FigureText.ranges(run.measurements()).markdown());
        Files.writeString(docs.resolve("figures-" + java + ".md"), page.toString());
    }
}
