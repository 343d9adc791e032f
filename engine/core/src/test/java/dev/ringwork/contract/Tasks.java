package dev.ringwork.contract;

import dev.ringwork.TaskTimeoutException;
import java.io.IOException;
import java.util.concurrent.TimeoutException;

/** What the contract's tasks do. Static, so that method references to them cross. */
public final class Tasks {
    private Tasks() {}

    public static String sameText(String value) {
        return value;
    }

    public static int twice(int value) {
        return 2 * value;
    }

    public static int sum(int a, int b) {
        return a + b;
    }

    public static int fail(int number) throws IOException {
        throw new IOException("number " + number);
    }

    public static int failOnOdd(int number) throws IOException {
        return number % 2 == 0 ? number : fail(number);
    }

    public static int failWithError(int number) {
        throw new AssertionError("error " + number);
    }

    /** The same exception that a wait's own end would be, thrown by the task. */
    public static int failWithTimeout(int number) throws TimeoutException {
        throw new TimeoutException("of the task " + number);
    }

    public static int failWithTaskTimeout(int number) {
        throw new TaskTimeoutException("of the task " + number);
    }

    /** Every other item fails with an exception that looks like the end of a wait: of the JDK's, of ours, and so on. */
    public static int timeOutOnOdd(int number) throws TimeoutException {
        return switch (number % 4) {
            case 1 -> failWithTimeout(number);
            case 3 -> failWithTaskTimeout(number);
            default -> number;
        };
    }

    public static int power(int base, int exponent) {
        return (int) Math.pow(base, exponent);
    }

    public static int divide(int a, int b) {
        return a / b;
    }

    /** Waits at the gate, whose interrupt it takes for its value. */
    public static String passOrInterrupted(Gate gate) {
        try {
            gate.pass();
            return "passed";
        } catch (InterruptedException e) {
            return "interrupted";
        }
    }

    /** Interrupts its own thread for the value 1; returns whether it was interrupted before. */
    public static boolean interruptOnOne(int value) {
        boolean before = Thread.currentThread().isInterrupted();
        if (value == 1) {
            Thread.currentThread().interrupt();
        }
        return before;
    }

    public static int passThenFail(Gate gate, int number) throws IOException, InterruptedException {
        gate.pass();
        return fail(number);
    }

    public static int passThen(Gate gate, int value) throws InterruptedException {
        gate.pass();
        return value;
    }

    public static int arriveThen(Gate gate, int value) {
        gate.arrive();
        return value;
    }

    /** An exception that is as unhelpful as can be. */
    public static final class Hostile extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public boolean equals(Object other) {
            throw new IllegalStateException("equals");
        }

        @Override
        public int hashCode() {
            throw new IllegalStateException("hashCode");
        }

        @Override
        public String toString() {
            throw new IllegalStateException("toString");
        }
    }

    /** An exception that can't even say why. */
    public static final class Mute extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new IllegalStateException("getMessage");
        }
    }

    /** For an initializer: waits at the gate, then fails with an exception that can't say why. */
    public static void passThenFailMute(Gate gate) {
        passOrInterrupted(gate);
        throw new Mute();
    }

    public static int failHostile(int number) {
        throw new Hostile();
    }
}
