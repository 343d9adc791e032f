package dev.ringwork.wire;

import org.jspecify.annotations.Nullable;

/** A class loader for what messages name: another one's classes, with an answer that helps when a class isn't there. */
public final class TaskClasses extends ClassLoader {
    private final String rule;
    private final String where;
    private final String advice;

    private TaskClasses(String name, @Nullable ClassLoader classes, String rule, String where, String advice) {
        super(name, classes);
        this.rule = rule;
        this.where = where;
        this.advice = advice;
    }

    /** For the calls that a worker reads. */
    public static TaskClasses ofCalls(@Nullable ClassLoader classes) {
        return new TaskClasses(
                "ringwork-calls",
                classes,
                "a worker finds the classes of functions and arguments on its own class path",
                "java.class.path=" + System.getProperty("java.class.path"),
                "name the jars and directories that hold it with ProcessPool.builder().classPath(...)");
    }

    /** For the results that a pool reads. */
    public static TaskClasses ofResults(ClassLoader classes) {
        return new TaskClasses(
                "ringwork-results",
                classes,
                "a pool finds the classes of results and exceptions by the class loader that it was made with",
                "loader=" + classes,
                "make the pool in a thread whose context class loader has it, or let the task return what this JVM knows");
    }

    /** Asked when the parent found nothing. */
    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        throw new ClassNotFoundException(rule + ": class=" + name + " " + where + "; " + advice);
    }
}
