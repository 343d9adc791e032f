/** The pool whose workers are threads of this JVM. */
@NullMarked
package dev.ringwork.thread;

import org.jspecify.annotations.NullMarked;
