package dev.ringwork.bench.plain;

import java.io.IOException;

/** A program that greets; with an argument it stays until its stdin ends. Nothing of ours is loaded. */
public final class Hello {
    private Hello() {}

    /** Greets. */
    public static void main(String[] args) throws IOException {
        System.out.println("hello");
        if (args.length > 0) {
            System.in.read();
        }
    }
}
