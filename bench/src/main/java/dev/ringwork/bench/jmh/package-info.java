/** The JMH suite, one class a question, with its rivals inside. */
@NullMarked
package dev.ringwork.bench.jmh;

import org.jspecify.annotations.NullMarked;
