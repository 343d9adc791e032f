/*
 * forge FILE: makes a link file as a coordinator would, and writes into it as both sides would: 16 slots, rings of 4 and 8
 * KiB. The records stand near the ends of the rings, so that the third of each must go to the beginning.
 */
#include "check.h"
#include "mapping.h"

#define EPOCH UINT64_C(0x1122334455667788)
#define FUNCTION 7
#define NANOS 12345

static void write_header(struct link_header *header, struct sizes sizes) {
    header->magic = LINK_MAGIC;
    header->claim_slots = sizes.slots;
    header->call_capacity = sizes.call_capacity;
    header->result_capacity = sizes.result_capacity;
    header->coordinator_pid = 4711;
    header->epoch = EPOCH;
    header->worker_pid = 4712;
    header->worker_state = WORKER_READY;
    header->heartbeat = 99;
    header->coordinator_parked = 1;
    header->interrupt = interrupt_word(35);
    __atomic_store_n(&header->version, LINK_VERSION, __ATOMIC_RELEASE);
}

/* As the only producer of calls, which a coordinator with one thread is. */
static void *claim_call(struct ring *ring, int32_t type, size_t message_length, struct record **claimed) {
    uint32_t length = (uint32_t)(message_length + sizeof(struct record));
    uint64_t tail = ring->trailer->tail;
    uint32_t to_end = ring->capacity - (uint32_t)(tail & (ring->capacity - 1));
    if (aligned(length) > to_end) {
        struct record *rest = record_at(ring, tail);
        claim_record(rest, RECORD_PADDING, to_end);
        commit_record(rest);
        tail += to_end;
    }
    ring->trailer->tail = tail + aligned(length);
    *claimed = record_at(ring, tail);
    claim_record(*claimed, type, length);
    return message_of(*claimed);
}

/* What stands for a body in a record's check. */
static uint64_t word_of(enum body body, const void *bytes, size_t length) {
    uint64_t word = 0;
    if (body >= BODY_BYTES) {
        return sum_of(bytes, length);
    }
    memcpy(&word, bytes == NULL ? &word : bytes, length);
    return word;
}

static void write_call(struct link *link, uint64_t id, enum claim_state state, enum body body, const void *bytes,
                       size_t length) {
    struct record *record;
    uint32_t shape = SHAPE(INVOKE_FUNCTION, body);
    int32_t type = checked_type(FRAME_CALL, id, FUNCTION, shape, word_of(body, bytes, length));
    struct call_frame *frame = claim_call(&link->calls, type, sizeof *frame + length, &record);
    *frame = (struct call_frame){id, FUNCTION, shape};
    memcpy(frame + 1, bytes, length);
    link->claims[id & (link->slots - 1)] = claim_word(id, state);
    commit_record(record);
}

static void write_result(struct link *link, uint64_t id, enum status status, enum body body, const void *bytes,
                         size_t length) {
    uint32_t shape = SHAPE(status, body);
    int32_t type = checked_type(FRAME_RESULT, id, shape, NANOS, word_of(body, bytes, length));
    struct record *record = claim_result(&link->results, type, (uint32_t)(sizeof(struct result_frame) + length));
    struct result_frame *frame = message_of(record);
    *frame = (struct result_frame){id, shape, NANOS};
    memcpy(frame + 1, bytes, length);
    commit_record(record);
}

static void write_bare(struct link *link, enum frame_type type, uint64_t id) {
    struct record *record = claim_result(&link->results, checked_type(type, id, 0, 0, 0), sizeof id);
    *(uint64_t *)message_of(record) = id;
    commit_record(record);
}

static void start_at(struct ring *ring, uint64_t position) {
    ring->trailer->tail = position;
    ring->trailer->head = position;
    ring->trailer->head_cache = position;
}

int main(int count, char **arguments) {
    if (count != 2) {
        die(2, "usage: forge FILE");
    }
    struct sizes sizes = {16, 1 << 12, 1 << 13};
    struct link link = map_link(arguments[1], sizes, O_CREAT | O_EXCL);
    start_at(&link.calls, 3 * sizes.call_capacity - 88);
    start_at(&link.results, 5 * sizes.result_capacity - 88);
    uint64_t number = 0x0102030405060708;

    struct record *record;
    static const char function[] = {'\xca', '\xfe', '\x01'};
    int32_t type = checked_type(FRAME_DEFINE, FUNCTION, 0, 0, sum_of(function, sizeof function));
    struct define_frame *define = claim_call(&link.calls, type, sizeof *define + sizeof function, &record);
    define->function = FUNCTION;
    memcpy(define + 1, function, sizeof function);
    commit_record(record);
    write_call(&link, 33, CLAIM_QUEUED, BODY_LONG, &number, sizeof number);
    write_call(&link, 18, CLAIM_REVOKED, BODY_BYTES, "twelve bytes", 12);
    write_call(&link, 35, CLAIM_RUNNING, BODY_NULL, NULL, 0);
    claim_call(&link.calls, FRAME_CALL, 64, &record); /* and dies */

    write_result(&link, 17, STATUS_SUCCEEDED, BODY_LONG, &number, sizeof number);
    write_result(&link, 19, STATUS_FAILED, BODY_ENCODED, "\x01\x02\x03", 3);
    write_result(&link, 20, STATUS_SUCCEEDED, BODY_BYTES, "thirteen byte", 13);
    write_bare(&link, FRAME_WANT, 35);
    write_bare(&link, FRAME_SKIPPED, 0);
    claim_result(&link.results, FRAME_RESULT, 64); /* and dies */

    write_header(link.header, sizes);
    return 0;
}
