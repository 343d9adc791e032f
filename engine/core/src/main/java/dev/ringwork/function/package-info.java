/** Functional interfaces whose lambdas and method references can cross into another process, and which may throw. */
@NullMarked
package dev.ringwork.function;

import org.jspecify.annotations.NullMarked;
