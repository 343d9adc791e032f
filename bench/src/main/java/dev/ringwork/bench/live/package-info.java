/** Pools of other processes, as /proc and their link files show them. Reads only. */
@NullMarked
package dev.ringwork.bench.live;

import org.jspecify.annotations.NullMarked;
