/** The command line. */
@NullMarked
package dev.ringwork.bench.cli;

import org.jspecify.annotations.NullMarked;
