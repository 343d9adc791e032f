/** For those who extend the engine: the producing side of futures, and codecs of their own. */
@NullMarked
package dev.ringwork.spi;

import org.jspecify.annotations.NullMarked;
