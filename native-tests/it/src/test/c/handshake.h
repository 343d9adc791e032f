/* What the coordinator writes to a worker's stdin first: big-endian, unlike the link file. */
#ifndef RINGWORK_HANDSHAKE_H
#define RINGWORK_HANDSHAKE_H

#include "mapping.h"

struct handshake {
    char path[1 << 16];
    struct sizes sizes;
    uint64_t epoch;
    uint64_t coordinator_pid;
    uint64_t beat_nanos;
    uint64_t spin_nanos;
    uint32_t initializer_length; /* its bytes follow; they mean nothing outside of a JVM and are not read */
};

/* Reads exactly so many bytes, since doorbells follow; 0 at the end of the pipe. */
static inline int read_exactly(void *target, size_t length) {
    uint8_t *bytes = target;
    while (length > 0) {
        ssize_t count = read(STDIN_FILENO, bytes, length);
        if (count <= 0) {
            return 0;
        }
        bytes += count;
        length -= (size_t)count;
    }
    return 1;
}

static inline int read_number(size_t length, uint64_t *number) {
    uint8_t bytes[8];
    if (!read_exactly(bytes, length)) {
        return 0;
    }
    *number = 0;
    for (size_t i = 0; i < length; i++) {
        *number = *number << 8 | bytes[i];
    }
    return 1;
}

static inline int read_int(uint32_t *number) {
    uint64_t wide;
    int done = read_number(4, &wide);
    *number = (uint32_t)wide;
    return done;
}

static inline int read_path(char *path) {
    uint64_t length;
    if (!read_number(2, &length) || !read_exactly(path, length)) {
        return 0;
    }
    path[length] = 0;
    return 1;
}

/* 0 when the pipe ended before it was complete. */
static inline int read_handshake(struct handshake *hello) {
    uint64_t magic;
    uint32_t version;
    if (!read_number(8, &magic) || !read_int(&version)) {
        return 0;
    }
    if (magic != LINK_MAGIC || version != LINK_VERSION) {
        die(NOT_STARTED, "not a greeting of this version: version=%u expected=%d", version, LINK_VERSION);
    }
    return read_path(hello->path) && read_int(&hello->sizes.slots) && read_int(&hello->sizes.call_capacity) &&
           read_int(&hello->sizes.result_capacity) && read_number(8, &hello->epoch) &&
           read_number(8, &hello->coordinator_pid) && read_number(8, &hello->beat_nanos) &&
           read_number(8, &hello->spin_nanos) && read_int(&hello->initializer_length);
}

#endif
