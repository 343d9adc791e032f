/** Ringwork as programs embed it: how they are packaged, started and killed. */
@org.jspecify.annotations.NullMarked
package dev.ringwork.embed;
