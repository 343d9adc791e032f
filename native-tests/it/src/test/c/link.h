/*
 * The link file as a worker in C sees it, written from docs/memory-layout.md and not from the Java constants: structs whose
 * layout the compiler works out, held against the page's numbers below.
 *
 * Everything is in native byte order. "coordinator" and "worker" say who writes a field.
 */
#ifndef RINGWORK_LINK_H
#define RINGWORK_LINK_H

#include <stdalign.h>
#include <stddef.h>
#include <stdint.h>

#define LINK_MAGIC UINT64_C(0x52696e674c696e6b) /* "RingLink" */
#define LINK_VERSION 1
#define LINK_LINE 128

struct link_header {
    /* coordinator, once, before the version */
    alignas(LINK_LINE) uint64_t magic;
    uint32_t version; /* last, with release: the file is ready */
    uint32_t claim_slots;
    uint32_t call_capacity;
    uint32_t result_capacity;
    uint64_t coordinator_pid;
    uint64_t epoch;

    /* worker */
    alignas(LINK_LINE) uint64_t worker_pid;
    uint32_t worker_state; /* release */
    alignas(LINK_LINE) uint64_t heartbeat;

    /* the consumer sets these, the producer that rings clears them by an exchange */
    alignas(LINK_LINE) uint64_t worker_parked;
    alignas(LINK_LINE) uint64_t coordinator_parked;

    /* coordinator: interrupt_word of a call's id, 0 for none */
    alignas(LINK_LINE) uint64_t interrupt;

    alignas(LINK_LINE) uint8_t unused[LINK_LINE];
};

_Static_assert(offsetof(struct link_header, version) == 8, "version");
_Static_assert(offsetof(struct link_header, result_capacity) == 20, "result capacity");
_Static_assert(offsetof(struct link_header, coordinator_pid) == 24, "coordinator pid");
_Static_assert(offsetof(struct link_header, epoch) == 32, "epoch");
_Static_assert(offsetof(struct link_header, worker_state) == 136, "worker state");
_Static_assert(offsetof(struct link_header, interrupt) == 640, "interrupt");
_Static_assert(sizeof(struct link_header) == 896, "header");

/* Ids are small: a word that nobody made by the rules names none that a call has. */
#define INTERRUPT_FACTOR UINT64_C(0x9E3779B97F4A7C15)

static inline uint64_t interrupt_word(uint64_t id) {
    return id * INTERRUPT_FACTOR;
}

enum worker_state { WORKER_STARTING, WORKER_MAPPED, WORKER_READY, WORKER_SPOILT, WORKER_OUT_OF_MEMORY };

/* A word of the claim table: the id of a call, shifted, and one of these, which differ in two bits. Its slot is id & (slots - 1). */
enum claim_state { CLAIM_FREE = 0, CLAIM_QUEUED = 3, CLAIM_RUNNING = 5, CLAIM_REVOKED = 6 };

#define CLAIM_STATE_BITS 3

static inline uint64_t claim_word(uint64_t id, enum claim_state state) {
    return id << CLAIM_STATE_BITS | state;
}

/* Behind the bytes of a ring, whose number is a power of two: positions only grow, an index is position & (capacity - 1). */
struct ring_trailer {
    uint8_t before[128];
    uint64_t tail; /* producer */
    uint8_t gap1[120];
    uint64_t head_cache; /* producer: the head as it last saw it */
    uint8_t gap2[120];
    uint64_t head; /* consumer */
    uint8_t gap3[120];
    uint64_t correlation; /* not used here */
    uint8_t gap4[120];
    uint64_t consumer_heartbeat; /* not used here */
    uint8_t gap5[120];
};

_Static_assert(offsetof(struct ring_trailer, tail) == 128, "tail");
_Static_assert(offsetof(struct ring_trailer, head_cache) == 256, "head cache");
_Static_assert(offsetof(struct ring_trailer, head) == 384, "head");
_Static_assert(offsetof(struct ring_trailer, correlation) == 512, "correlation");
_Static_assert(offsetof(struct ring_trailer, consumer_heartbeat) == 640, "consumer heartbeat");
_Static_assert(sizeof(struct ring_trailer) == 768, "trailer");

/* Before each message. The length includes this header; negative: claimed, positive: committed, 0: nothing yet. */
struct record {
    int32_t length;
    int32_t type;
};

#define RECORD_ALIGNMENT 8
#define RECORD_PADDING (-1)

_Static_assert(sizeof(struct record) == 8, "record");

/* Types of messages. */
enum frame_type {
    FRAME_CALL = 1,
    FRAME_DEFINE,
    FRAME_CALL_PART,
    FRAME_STOP,
    FRAME_RESULT,
    FRAME_RESULT_PART,
    FRAME_WANT,
    FRAME_SKIPPED
};

/* CALL; its body follows. */
struct call_frame {
    uint64_t id;
    uint32_t function;
    uint32_t shape;
};

/* RESULT; its body follows. */
struct result_frame {
    uint64_t id;
    uint32_t shape;
    uint32_t nanos;
};

/* CALL_PART and RESULT_PART; the bytes follow. */
struct part_frame {
    uint64_t id;
    uint32_t offset;
    uint32_t zero;
};

/* DEFINE; the encoded function follows. */
struct define_frame {
    uint64_t function;
};

_Static_assert(sizeof(struct call_frame) == 16, "call");
_Static_assert(sizeof(struct result_frame) == 16, "result");
_Static_assert(sizeof(struct part_frame) == 16, "part");
_Static_assert(sizeof(struct define_frame) == 8, "define");

/* A shape is what the record is, in 8 bits, and above them how its body is written. */
#define SHAPE(what, body) ((uint32_t)(what) | (uint32_t)(body) << 8)
#define SHAPE_WHAT(shape) ((shape) & 0xff)
#define SHAPE_BODY(shape) ((shape) >> 8)

enum invocation { INVOKE_RUNNABLE, INVOKE_CALLABLE, INVOKE_FUNCTION, INVOKE_BI_FUNCTION, INVOKE_BATCH = 0x40 };

enum status { STATUS_SUCCEEDED, STATUS_FAILED };

enum body {
    BODY_NONE,    /* nothing */
    BODY_NULL,    /* nothing */
    BODY_LONG,    /* 8 bytes, as the next three */
    BODY_INT,
    BODY_DOUBLE,
    BODY_BOOLEAN,
    BODY_BYTES,   /* the rest of the record */
    BODY_ENCODED, /* the rest of the record */
    BODY_STREAMED = 8 /* added to the last two: 8 bytes of length here, the bytes in parts */
};

#define INITIALIZER_ID 0
#define INLINE_FUNCTION 0

/* Where the sections begin: header, claim table, call ring, result ring, nothing between or behind them. */
static inline size_t claims_at(void) {
    return sizeof(struct link_header);
}

static inline size_t call_ring_at(uint32_t slots) {
    return claims_at() + slots * sizeof(uint64_t);
}

static inline size_t ring_length(uint32_t capacity) {
    return capacity + sizeof(struct ring_trailer);
}

static inline size_t result_ring_at(uint32_t slots, uint32_t call_capacity) {
    return call_ring_at(slots) + ring_length(call_capacity);
}

static inline size_t link_length(uint32_t slots, uint32_t call_capacity, uint32_t result_capacity) {
    return result_ring_at(slots, call_capacity) + ring_length(result_capacity);
}

#endif
