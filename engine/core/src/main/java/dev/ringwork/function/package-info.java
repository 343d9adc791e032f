/**
 * Functional interfaces whose lambdas and method references can cross into another process, and which may throw.
 *
 * <p>One trap is the compiler's, in JDK 17 as in 25, with every kind of serialization: references to one method from one class that
 * are used for arguments of different types, such as {@code submit(App::describe, 1)} and {@code submit(App::describe, "a")} of
 * a {@code describe(Object)}, are taken for one when they are rebuilt, and one of them fails with a {@link ClassCastException}
 * in the worker. Lambdas are told apart: {@code submit(x -> App.describe(x), "a")}.
 */
@NullMarked
package dev.ringwork.function;

import org.jspecify.annotations.NullMarked;
