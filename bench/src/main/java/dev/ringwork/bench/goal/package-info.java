/** What was promised of the pools' speed, and whether it holds. */
@NullMarked
package dev.ringwork.bench.goal;

import org.jspecify.annotations.NullMarked;
