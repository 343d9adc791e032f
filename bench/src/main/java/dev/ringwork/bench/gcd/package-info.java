/** The seed's work: the greatest common divisors of six pairs, by trial division, serially and on both pools. */
@NullMarked
package dev.ringwork.bench.gcd;

import org.jspecify.annotations.NullMarked;
