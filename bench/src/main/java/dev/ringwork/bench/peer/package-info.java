/** The other process of a rival that needs one: it sends back what it gets. */
@NullMarked
package dev.ringwork.bench.peer;

import org.jspecify.annotations.NullMarked;
