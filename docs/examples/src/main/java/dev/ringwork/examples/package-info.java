/** The programs of the study notes that the project comes from, on the JVM. Each is a main program of its own. */
@NullMarked
package dev.ringwork.examples;

import org.jspecify.annotations.NullMarked;
