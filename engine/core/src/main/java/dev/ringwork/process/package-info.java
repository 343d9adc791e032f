/** The pool whose workers are JVMs of their own, reached through shared memory. */
@NullMarked
package dev.ringwork.process;

import org.jspecify.annotations.NullMarked;
