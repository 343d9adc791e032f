package dev.ringwork.bench.suite;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** A program that measures by itself and prints lines of a figure's name and its value. */
final class ChildStep implements Step {

    /** How to start the program. */
    interface Command {
        List<String> in(Run run) throws IOException;
    }

    private final String name;
    private final Duration estimate;
    private final boolean everyRound;
    private final Command command;

    ChildStep(String name, Duration estimate, boolean everyRound, Command command) {
        this.name = name;
        this.estimate = estimate;
        this.everyRound = everyRound;
        this.command = command;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Duration estimate(Effort effort) {
        return estimate;
    }

    @Override
    public boolean everyRound() {
        return everyRound;
    }

    @Override
    public void run(Run run) throws IOException, InterruptedException {
        List<String> line = command.in(run);
        run.log().println("# " + String.join(" ", line));
        Process process = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(NOTHING))
                .start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            run.log().print(output);
            int exit = process.waitFor();
            if (exit != 0) {
                throw new StepFailedException(name, "its process ended with " + exit + ": " + output.strip());
            }
            output.lines().filter(text -> text.startsWith(FIGURE)).forEach(text -> keep(run, text));
        } finally {
            process.destroy();
        }
    }

    private void keep(Run run, String line) {
        String[] words = line.substring(FIGURE.length()).split(" ");
        try {
            run.measurements().add(name + "/" + words[0], Double.parseDouble(words[1]));
        } catch (NumberFormatException e) {
            throw new StepFailedException(name, e);
        }
    }

    /** What a line of a figure begins with; all others are for the log. */
    static final String FIGURE = "figure ";

    private static final java.io.File NOTHING = new java.io.File("/dev/null");
}
