/**
 * Executors after Python's {@code concurrent.futures}: one API over threads and over worker JVMs.
 *
 * <p>This package is the vocabulary and a leaf: it knows neither pool. Pools are made by
 * {@code dev.ringwork.thread.ThreadPool} and {@code dev.ringwork.process.ProcessPool}.
 *
 * <p><b>Memory consistency.</b> Actions of a thread before it submits a task happen-before the task's first action, and
 * the task's actions happen-before whatever follows a successful return from any waiting method of its
 * {@link dev.ringwork.TaskFuture}. For a process pool this holds for the values that cross, which are copies: the heap
 * of a worker JVM is never shared.
 */
@NullMarked
package dev.ringwork;

import org.jspecify.annotations.NullMarked;
