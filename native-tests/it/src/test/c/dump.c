/* dump FILE SLOTS CALL_CAPACITY RESULT_CAPACITY: prints every field of a link file that isn't zero. */
#include "check.h"
#include "mapping.h"

static void field(const char *name, uint64_t value) {
    if (value != 0) {
        printf("%s %llu\n", name, (unsigned long long)value);
    }
}

static void dump_header(const struct link_header *header) {
    printf("magic %llx\n", (unsigned long long)header->magic);
    field("version", header->version);
    field("claimSlots", header->claim_slots);
    field("callCapacity", header->call_capacity);
    field("resultCapacity", header->result_capacity);
    field("coordinatorPid", header->coordinator_pid);
    field("epoch", header->epoch);
    field("workerPid", header->worker_pid);
    field("workerState", header->worker_state);
    field("heartbeat", header->heartbeat);
    field("workerParked", header->worker_parked);
    field("coordinatorParked", header->coordinator_parked);
    printf("interrupt %llx\n", (unsigned long long)header->interrupt);
}

static void dump_claims(const struct link *link) {
    static const char *const states[1 << CLAIM_STATE_BITS] = {
        [CLAIM_FREE] = "FREE", [CLAIM_QUEUED] = "QUEUED", [CLAIM_RUNNING] = "RUNNING", [CLAIM_REVOKED] = "REVOKED"};
    for (uint32_t slot = 0; slot < link->slots; slot++) {
        uint64_t word = link->claims[slot];
        if (word != 0) {
            const char *state = states[word & ((1 << CLAIM_STATE_BITS) - 1)];
            printf("claim slot=%u id=%llu %s\n", slot, (unsigned long long)(word >> CLAIM_STATE_BITS),
                   state == NULL ? "UNKNOWN" : state);
        }
    }
}

static void dump_bytes(const uint8_t *bytes, size_t length) {
    for (size_t i = 0; i < length; i++) {
        printf("%02x", bytes[i]);
    }
    putchar('\n');
}

/* The type that a record with these bytes should have. */
static int32_t type_for(uint32_t type, const void *message, size_t length) {
    const uint64_t *words = message;
    const uint32_t *fields = message;
    if (type == FRAME_DEFINE) {
        return checked_type(type, words[0], 0, 0, sum_of(words + 1, length - sizeof *words));
    }
    if (length < sizeof(struct call_frame)) {
        return checked_type(type, words[0], 0, 0, 0);
    }
    uint32_t body = SHAPE_BODY(type == FRAME_CALL ? fields[3] : fields[2]);
    int in_bytes = type == FRAME_CALL_PART || type == FRAME_RESULT_PART || body == BODY_BYTES || body == BODY_ENCODED;
    size_t count = length - sizeof(struct call_frame);
    uint64_t word = in_bytes ? sum_of(words + 2, count) : count > 0 ? words[2] : 0;
    return checked_type(type, words[0], fields[2], fields[3], word);
}

static void dump_message(int32_t checked, const void *message, size_t length) {
    uint32_t type = type_of(checked);
    const struct call_frame *call = message;
    const struct result_frame *result = message;
    const struct part_frame *part = message;
    const struct define_frame *define = message;
    size_t fields = sizeof *call;
    switch (type) {
    case FRAME_CALL:
        printf("CALL id=%llu function=%u shape=%x ", (unsigned long long)call->id, call->function, call->shape);
        break;
    case FRAME_RESULT:
        printf("RESULT id=%llu shape=%x nanos=%u ", (unsigned long long)result->id, result->shape, result->nanos);
        break;
    case FRAME_CALL_PART:
    case FRAME_RESULT_PART:
        printf("%s id=%llu offset=%u ", type == FRAME_CALL_PART ? "CALL_PART" : "RESULT_PART",
               (unsigned long long)part->id, part->offset);
        break;
    case FRAME_DEFINE:
        printf("DEFINE function=%llu ", (unsigned long long)define->function);
        fields = sizeof *define;
        break;
    case FRAME_STOP:
        printf("STOP ");
        fields = 0;
        break;
    case FRAME_SKIPPED:
        printf("SKIPPED ");
        fields = 0;
        break;
    case FRAME_WANT:
        printf("WANT id=%llu ", (unsigned long long)call->id);
        fields = sizeof call->id;
        break;
    default:
        printf("type=%u ", type);
        fields = 0;
    }
    if (checked != type_for(type, message, length)) {
        printf("CHANGED ");
    }
    dump_bytes((const uint8_t *)message + fields, length - fields);
}

static void dump_ring(const char *name, const struct ring *ring) {
    const struct ring_trailer *trailer = ring->trailer;
    printf("%s tail=%llu headCache=%llu head=%llu correlation=%llu consumerHeartbeat=%llu\n", name,
           (unsigned long long)trailer->tail, (unsigned long long)trailer->head_cache,
           (unsigned long long)trailer->head, (unsigned long long)trailer->correlation,
           (unsigned long long)trailer->consumer_heartbeat);
    for (uint64_t position = trailer->head; position < trailer->tail;) {
        struct record *record = record_at(ring, position);
        printf("%s at=%llu length=%d ", name, (unsigned long long)(position & (ring->capacity - 1)), record->length);
        if (record->length <= 0) {
            puts("claimed");
            return;
        }
        if (record->type == RECORD_PADDING) {
            puts("padding");
        } else {
            dump_message(record->type, message_of(record), (size_t)record->length - sizeof *record);
        }
        position += aligned((uint32_t)record->length);
    }
}

int main(int count, char **arguments) {
    if (count != 5) {
        die(2, "usage: dump FILE SLOTS CALL_CAPACITY RESULT_CAPACITY");
    }
    struct sizes sizes = {(uint32_t)atoi(arguments[2]), (uint32_t)atoi(arguments[3]), (uint32_t)atoi(arguments[4])};
    struct link link = map_link(arguments[1], sizes, 0);
    dump_header(link.header);
    dump_claims(&link);
    dump_ring("calls", &link.calls);
    dump_ring("results", &link.results);
    return 0;
}
