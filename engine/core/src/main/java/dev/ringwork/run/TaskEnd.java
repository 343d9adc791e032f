package dev.ringwork.run;

/** The three ways in which a task ends. */
public enum TaskEnd {
    /** With a value. */
    SUCCEEDED,
    /** With an exception. */
    FAILED,
    /** By a cancel. */
    CANCELLED
}
