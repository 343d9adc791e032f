/** What runs in a worker JVM. */
@NullMarked
package dev.ringwork.worker;

import org.jspecify.annotations.NullMarked;
