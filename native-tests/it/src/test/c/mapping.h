/* A link file, mapped: pointers to its sections. */
#ifndef RINGWORK_MAPPING_H
#define RINGWORK_MAPPING_H

#include "link.h"
#include "ring.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

struct link {
    struct link_header *header;
    uint64_t *claims;
    uint32_t slots;
    struct ring calls;
    struct ring results;
};

struct sizes {
    uint32_t slots;
    uint32_t call_capacity;
    uint32_t result_capacity;
};

__attribute__((noreturn, format(printf, 2, 3))) static inline void die(int code, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    exit(code);
}

#define NOT_STARTED 71

/* A descriptor of the coordinator's is a link of the kernel's; nobody else's link is followed. */
static inline int is_descriptor(const char *path) {
    return strncmp(path, "/proc/", strlen("/proc/")) == 0;
}

/* Maps a file of exactly these sizes. Flags are those of open; with O_CREAT the file is made as long as it must be. */
static inline struct link map_link(const char *path, struct sizes sizes, int flags) {
    size_t length = link_length(sizes.slots, sizes.call_capacity, sizes.result_capacity);
    int file = open(path, flags | O_RDWR | (is_descriptor(path) ? 0 : O_NOFOLLOW) | O_CLOEXEC, 0600);
    struct stat status;
    if (file < 0 || ((flags & O_CREAT) != 0 && ftruncate(file, (off_t)length) != 0) || fstat(file, &status) != 0) {
        die(NOT_STARTED, "can't open the link file: path=%s", path);
    }
    if (!S_ISREG(status.st_mode) || (size_t)status.st_size != length) {
        die(NOT_STARTED, "not a link file of these sizes: path=%s size=%lld expected=%zu", path,
            (long long)status.st_size, length);
    }
    uint8_t *memory = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    close(file);
    if (memory == MAP_FAILED) {
        die(NOT_STARTED, "can't map the link file: path=%s length=%zu", path, length);
    }
    struct link link = {
        .header = (struct link_header *)memory,
        .claims = (uint64_t *)(memory + claims_at()),
        .slots = sizes.slots,
        .calls = ring_over(memory + call_ring_at(sizes.slots), sizes.call_capacity),
        .results = ring_over(memory + result_ring_at(sizes.slots, sizes.call_capacity), sizes.result_capacity),
    };
    return link;
}

#endif
