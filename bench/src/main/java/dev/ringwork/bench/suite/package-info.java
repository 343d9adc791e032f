/** Runs measurements step by step, round by round, so that what is compared was measured side by side. */
@NullMarked
package dev.ringwork.bench.suite;

import org.jspecify.annotations.NullMarked;
