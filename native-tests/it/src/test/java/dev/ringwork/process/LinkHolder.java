package dev.ringwork.process;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A coordinator that sweeps a directory, then has some link files there until it is killed. It prints how many it has swept. */
final class LinkHolder {
    private LinkHolder() {}

    /** Arguments: the directory, how many. */
    public static void main(String[] arguments) throws IOException {
        Path base = Path.of(arguments[0]);
        int count = Integer.parseInt(arguments[1]);
        int swept = LinkSweeper.sweep(base);
        List<LinkFile> held = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            held.add(LinkFile.create(base));
        }
        System.out.println(swept);
        while (System.in.read() >= 0) {
            System.out.println(held);
        }
    }
}
