/**
 * How values and failures become bytes and come back: the value codec, its byte writer and reader, exceptions as data.
 *
 * <p>Both ends are JVMs on one machine, so fixed-width fields are in native byte order. Bytes are never trusted: every
 * length, count, tag and class is checked before it is acted on.
 */
@NullMarked
package dev.ringwork.wire;

import org.jspecify.annotations.NullMarked;
