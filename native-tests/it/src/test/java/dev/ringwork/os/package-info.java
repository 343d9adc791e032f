/** The operating system's means of injecting faults, found or reported missing. */
package dev.ringwork.os;
