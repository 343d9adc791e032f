package dev.ringwork.bench.live;

import java.util.List;

/**
 * A process that has made pools, with the workers of all of them.
 *
 * @param process what the kernel knows of it
 * @param workers by pid
 */
public record Coordinator(ProcessFacts process, List<Worker> workers) {}
