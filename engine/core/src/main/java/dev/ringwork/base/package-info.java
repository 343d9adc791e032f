/** What the language lacks for everyone here: deadlines on the monotonic clock, rethrowing without a signature. */
@NullMarked
package dev.ringwork.base;

import org.jspecify.annotations.NullMarked;
