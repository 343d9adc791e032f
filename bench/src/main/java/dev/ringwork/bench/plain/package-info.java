/**
 * Measurements that JMH is not made for: programs that each answer one question, repeat what they compare in turn, and print
 * lines of {@code figure}, a name and a value.
 */
@NullMarked
package dev.ringwork.bench.plain;

import org.jspecify.annotations.NullMarked;
