/** What was measured, by name. */
@NullMarked
package dev.ringwork.bench.measure;

import org.jspecify.annotations.NullMarked;
