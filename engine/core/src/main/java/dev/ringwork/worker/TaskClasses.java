package dev.ringwork.worker;

import org.jspecify.annotations.Nullable;

/** The class loader for what calls bring: the worker's own, with an answer that helps when a class isn't there. */
final class TaskClasses extends ClassLoader {

    TaskClasses(@Nullable ClassLoader classes) {
        super("ringwork-tasks", classes);
    }

    /** Asked when the parent found nothing. */
    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        throw new ClassNotFoundException(
                "a worker finds the classes of functions and arguments on its own class path: class="
                        + name + " java.class.path=" + System.getProperty("java.class.path")
                        + "; name the jars and directories that hold it with ProcessPool.builder().classPath(...)");
    }
}
