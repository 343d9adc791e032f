/** Compares two runs, and says what became worse, as far as their rounds allow. */
@NullMarked
package dev.ringwork.bench.compare;

import org.jspecify.annotations.NullMarked;
