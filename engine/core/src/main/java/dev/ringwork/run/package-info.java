/**
 * What both pools are made of: the future with its waiters and callbacks, the lifecycle, admission, {@code map}. It knows
 * neither pool.
 */
@NullMarked
package dev.ringwork.run;

import org.jspecify.annotations.NullMarked;
