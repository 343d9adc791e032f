package dev.ringwork.examples;

/** What runs at the end of a program: a shutdown hook, after {@code main} has returned. */
public final class ExitHook {
    private ExitHook() {}

    public static void main(String[] args) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println(1)));
        System.out.println(2);
    }
}
