/**
 * The one file that a coordinator shares with one worker: header, claim table, call ring, result ring, and the doorbells
 * beside it. Who writes which field, who reads it and in which mode stands at {@link dev.ringwork.link.LinkLayout}.
 */
@NullMarked
package dev.ringwork.link;

import org.jspecify.annotations.NullMarked;
