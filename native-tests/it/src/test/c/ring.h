/*
 * Both rings. A record is claimed with a negative length and its checked type, filled, and committed with its positive length by
 * release; a consumer acquires the length. Padding takes the place up to the end of the buffer when a record doesn't fit there.
 *
 * The call ring has many producers and one consumer, who writes zeros over what it has read before it gives room back.
 * The result ring has one producer, who writes a zero length behind each record that it claims, and one consumer.
 */
#ifndef RINGWORK_RING_H
#define RINGWORK_RING_H

#include "link.h"

#include <string.h>

struct ring {
    uint8_t *bytes;
    struct ring_trailer *trailer;
    uint32_t capacity;
};

static inline struct ring ring_over(uint8_t *bytes, uint32_t capacity) {
    struct ring ring = {bytes, (struct ring_trailer *)(bytes + capacity), capacity};
    return ring;
}

/* The largest message that a ring takes, without its record header. */
static inline uint32_t most_message(const struct ring *ring) {
    return ring->capacity / 8;
}

static inline uint32_t aligned(uint32_t length) {
    return (length + RECORD_ALIGNMENT - 1) & ~(uint32_t)(RECORD_ALIGNMENT - 1);
}

static inline struct record *record_at(const struct ring *ring, uint64_t position) {
    return (struct record *)(ring->bytes + (position & (ring->capacity - 1)));
}

static inline void *message_of(struct record *record) {
    return record + 1;
}

static inline void zero_header(struct record *record) {
    record->length = 0;
    record->type = 0;
}

static inline void claim_record(struct record *record, int32_t type, uint32_t length) {
    __atomic_store_n(&record->length, -(int32_t)length, __ATOMIC_RELEASE);
    __atomic_thread_fence(__ATOMIC_RELEASE);
    record->type = type;
}

static inline void commit_record(struct record *record) {
    __atomic_store_n(&record->length, -record->length, __ATOMIC_RELEASE);
}

static inline uint32_t room_behind(struct ring *ring, uint64_t tail, uint64_t head) {
    return ring->capacity - (uint32_t)(tail - head);
}

/* For the one producer of a result ring: claims room for a message, NULL when there is none now. */
static inline struct record *claim_result(struct ring *ring, int32_t type, uint32_t message_length) {
    struct ring_trailer *trailer = ring->trailer;
    uint32_t length = message_length + (uint32_t)sizeof(struct record);
    uint32_t needed = aligned(length);
    uint64_t tail = trailer->tail;
    uint32_t to_end = ring->capacity - (uint32_t)(tail & (ring->capacity - 1));
    /* Behind the record must be room for the zero length that ends the ring; a record that ends with the buffer has it at 0. */
    int wraps = needed != to_end && needed + sizeof(struct record) > to_end;
    uint32_t padding = wraps ? to_end : 0;
    uint32_t whole = padding + needed + (uint32_t)sizeof(struct record);
    if (whole > room_behind(ring, tail, trailer->head_cache)) {
        trailer->head_cache = __atomic_load_n(&trailer->head, __ATOMIC_ACQUIRE);
        if (whole > room_behind(ring, tail, trailer->head_cache)) {
            return NULL;
        }
    }
    __atomic_store_n(&trailer->tail, tail + padding + needed, __ATOMIC_RELEASE);
    struct record *record = record_at(ring, tail);
    if (padding != 0) {
        struct record *rest = record;
        record = record_at(ring, 0);
        zero_header(record);
        claim_record(rest, RECORD_PADDING, padding);
        commit_record(rest);
    }
    zero_header(record_at(ring, tail + padding + needed));
    claim_record(record, type, length);
    return record;
}

/* The next committed record of a ring, NULL when there is none; padding is passed over. For its one consumer. */
static inline struct record *next_record(struct ring *ring, uint64_t *head) {
    *head = ring->trailer->head;
    for (;;) {
        struct record *record = record_at(ring, *head);
        int32_t length = __atomic_load_n(&record->length, __ATOMIC_ACQUIRE);
        if (length <= 0) {
            return NULL;
        }
        if (record->type != RECORD_PADDING) {
            return record;
        }
        *head += aligned((uint32_t)length);
    }
}

/* Gives the room of a call that was read back to the producers, padding before it included. */
static inline void free_calls(struct ring *ring, struct record *last, uint64_t last_position) {
    uint64_t from = ring->trailer->head;
    uint64_t to = last_position + aligned((uint32_t)last->length);
    while (from < to) {
        uint32_t to_end = ring->capacity - (uint32_t)(from & (ring->capacity - 1));
        uint32_t count = to - from < to_end ? (uint32_t)(to - from) : to_end;
        memset(record_at(ring, from), 0, count);
        from += count;
    }
    __atomic_store_n(&ring->trailer->head, to, __ATOMIC_RELEASE);
}

#endif
