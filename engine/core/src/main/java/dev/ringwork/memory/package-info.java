/**
 * The only code that touches memory shared with another process: a mapped file, and the atomic buffer that views it.
 *
 * <p>Everything above reads and writes that memory through {@link dev.ringwork.memory.MappedAtomicBuffer}, Agrona's ring
 * buffers included. Every bound is checked on every access, because a peer may write any number anywhere: a bad length
 * ends as an {@link java.lang.IndexOutOfBoundsException}, never as an access outside of the mapping.
 */
@NullMarked
package dev.ringwork.memory;

import org.jspecify.annotations.NullMarked;
