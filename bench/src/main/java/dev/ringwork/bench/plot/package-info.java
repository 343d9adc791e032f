/** Figures as pictures. */
@NullMarked
package dev.ringwork.bench.plot;

import org.jspecify.annotations.NullMarked;
