/*
 * A worker in C: it speaks the protocol of a worker JVM over stdin, stdout and the link file, but knows no functions of Java.
 * What it answers follows from the kind of the one argument:
 *
 *   long n      3 n + 1                  null     null
 *   double d    -d                       byte[]   each byte exclusive-or 0x5a
 *   boolean b   not b                    encoded  the same bytes
 *   int n       n bytes, the i-th of which is 31 i + n
 *
 * Any other call fails. PEER_RUNS names a file to which a byte is appended whenever a call begins. PEER_MARK is "take",
 * "claim" or "publish": around that part of the work signals are raised, SIGUSR1 before and SIGUSR2 after it, for a tracer.
 */
#include "check.h"
#include "handshake.h"
#include "mapping.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <time.h>

#define COORDINATOR_GONE 70
#define ROUNDS_PER_LOOK 32

struct call {
    uint64_t id;
    uint32_t function;
    uint32_t shape;
    uint64_t bits;
    uint8_t *bytes;
    size_t length;
    struct call *next;
};

static struct link link_file;
static uint64_t spin_nanos;
static int runs = -1;
static pid_t pid;
static int mark_take, mark_claim, mark_publish;

static struct call *inbox, **inbox_end = &inbox;
static int stopping;
static int64_t skipped, skipped_as_told; /* calls that were taken back and passed over */
static struct call *streaming; /* the call whose body comes in parts */
static size_t streamed;

/* The record whose commit makes the result whole; a tracer looks there, so that it need not count instructions. */
static struct record *volatile deciding;

/* Like sigqueue, in as few instructions as can be: each of them is a step for a tracer. It is told where deciding is. */
static void mark(int wanted, int signal) {
    if (wanted) {
        siginfo_t info = {.si_code = SI_QUEUE};
        info.si_value.sival_ptr = (void *)&deciding;
        syscall(SYS_rt_tgsigqueueinfo, pid, pid, signal, &info);
    }
}

/* ---- the coordinator's bell */

static void ring_coordinator(void) {
    while (write(STDOUT_FILENO, "", 1) != 1) {
        if (errno != EINTR) {
            exit(COORDINATOR_GONE);
        }
    }
}

static void ring_coordinator_if_parked(void) {
    uint64_t *word = &link_file.header->coordinator_parked;
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
    if (__atomic_load_n(word, __ATOMIC_ACQUIRE) != 0 &&
        __atomic_exchange_n(word, 0, __ATOMIC_SEQ_CST) != 0) {
        ring_coordinator();
    }
}

/* ---- results */

/* Nobody will make room when nobody is there. Bells that wait in the pipe are left for later. */
static void check_coordinator(int wait_millis) {
    struct pollfd in = {.fd = STDIN_FILENO, .events = 0};
    if (poll(&in, 1, wait_millis) > 0 && (in.revents & (POLLHUP | POLLERR)) != 0) {
        exit(COORDINATOR_GONE);
    }
}

static struct record *claim(int32_t type, size_t length) {
    struct record *record;
    for (int tries = 1; (record = claim_result(&link_file.results, type, (uint32_t)length)) == NULL; tries++) {
        ring_coordinator_if_parked();
        if (tries % 1000 == 0) {
            check_coordinator(1);
        }
    }
    return record;
}

static void commit(struct record *record) {
    commit_record(record);
    ring_coordinator_if_parked();
}

static void publish_bare(enum frame_type type, uint64_t id) {
    struct record *record = claim(checked_type(type, id, 0, 0, 0), sizeof id);
    *(uint64_t *)message_of(record) = id;
    commit(record);
}

/* What stands for the body in the check was made before: no instruction of that is a step for a tracer. */
static void publish_head(uint64_t id, uint32_t shape, const void *body, size_t length, uint64_t word) {
    struct record *record =
        claim(checked_type(FRAME_RESULT, id, shape, 0, word), sizeof(struct result_frame) + length);
    struct result_frame *frame = message_of(record);
    frame->id = id;
    frame->shape = shape;
    frame->nanos = 0;
    memcpy(frame + 1, body, length);
    if ((SHAPE_BODY(shape) & BODY_STREAMED) == 0) {
        deciding = record;
    }
    commit(record);
}

static void publish_parts(uint64_t id, const uint8_t *bytes, size_t length, size_t most, const uint64_t *sums) {
    for (size_t offset = 0; offset < length; sums++) {
        size_t count = length - offset < most ? length - offset : most;
        struct record *record = claim(checked_type(FRAME_RESULT_PART, id, (uint32_t)offset, 0, *sums),
                                      sizeof(struct part_frame) + count);
        struct part_frame *frame = message_of(record);
        frame->id = id;
        frame->offset = (uint32_t)offset;
        frame->zero = 0;
        memcpy(frame + 1, bytes + offset, count);
        if (offset + count == length) {
            deciding = record;
        }
        commit(record);
        offset += count;
    }
}

static void *allocate(size_t length) {
    void *memory = malloc(length + 1);
    if (memory == NULL) {
        die(72, "out of memory: length=%zu", length);
    }
    return memory;
}

static uint64_t *sums_of_parts(const uint8_t *bytes, size_t length, size_t most) {
    uint64_t *sums = allocate((length / most + 1) * sizeof *sums);
    for (size_t i = 0, offset = 0; offset < length; i++, offset += most) {
        sums[i] = sum_of(bytes + offset, length - offset < most ? length - offset : most);
    }
    return sums;
}

static void publish(uint64_t id, enum status status, enum body body, const void *bytes, size_t length) {
    size_t most_inline = most_message(&link_file.results) / 2 - sizeof(struct result_frame);
    size_t most = most_message(&link_file.results) - sizeof(struct part_frame);
    int streamed = body >= BODY_BYTES && length > most_inline;
    uint64_t total = length;
    uint64_t word = streamed ? total : body >= BODY_BYTES ? sum_of(bytes, length) : 0;
    if (body < BODY_BYTES && length > 0) {
        memcpy(&word, bytes, sizeof word);
    }
    uint64_t *sums = streamed ? sums_of_parts(bytes, length, most) : NULL;
    deciding = NULL;
    mark(mark_publish, SIGUSR1);
    if (streamed) {
        publish_head(id, SHAPE(status, body | BODY_STREAMED), &total, sizeof total, word);
        publish_parts(id, bytes, length, most, sums);
    } else {
        publish_head(id, SHAPE(status, body), bytes, length, word);
    }
    mark(mark_publish, SIGUSR2);
    free(sums);
}

/* A failure as data: class, message, no text of its own, no frames, no cause, none suppressed; and no exception itself. */
static void publish_failure(uint64_t id, const char *message) {
    static const char class[] = "java.lang.UnsupportedOperationException";
    uint8_t data[256];
    size_t n = sizeof(uint32_t);
    data[n++] = (uint8_t)((sizeof class - 1) << 1);
    memcpy(data + n, class, sizeof class - 1);
    n += sizeof class - 1;
    data[n++] = 1;
    data[n++] = (uint8_t)(strlen(message) << 1);
    memcpy(data + n, message, strlen(message));
    n += strlen(message);
    memset(data + n, 0, 4);
    n += 4;
    uint32_t length = (uint32_t)(n - sizeof(uint32_t));
    memcpy(data, &length, sizeof length);
    publish(id, STATUS_FAILED, BODY_ENCODED, data, n);
}

/* ---- calls */

static void require_unchanged(int32_t type, uint64_t id, uint32_t second, uint32_t third, uint64_t body) {
    if (type != checked_type(type_of(type), id, second, third, body)) {
        die(NOT_STARTED, "a record's check differs: id=%llu", (unsigned long long)id);
    }
}

static void take_call(int32_t type, const struct call_frame *frame, size_t body_length) {
    struct call *call = allocate(sizeof *call);
    enum body body = SHAPE_BODY(frame->shape);
    *call = (struct call){.id = frame->id, .function = frame->function, .shape = frame->shape};
    if (body == BODY_BYTES || body == BODY_ENCODED) {
        call->length = body_length;
        call->bytes = allocate(body_length);
        memcpy(call->bytes, frame + 1, body_length);
    } else if (body > BODY_NULL) {
        memcpy(&call->bits, frame + 1, sizeof call->bits);
    }
    require_unchanged(type, call->id, call->function, call->shape,
                      call->bytes == NULL ? call->bits : sum_of(call->bytes, call->length));
    *inbox_end = call;
    inbox_end = &call->next;
}

static void take_part(int32_t type, const struct part_frame *frame, size_t count) {
    if (streaming == NULL || streaming->id != frame->id || frame->offset != streamed ||
        count > streaming->length - streamed) {
        die(NOT_STARTED, "a part out of turn: id=%llu offset=%u", (unsigned long long)frame->id, frame->offset);
    }
    memcpy(streaming->bytes + streamed, frame + 1, count);
    require_unchanged(type, frame->id, frame->offset, 0, sum_of(streaming->bytes + streamed, count));
    streamed += count;
}

/* Takes one frame out of the call ring; 0 when there is none. */
static int take_frame(void) {
    uint64_t position;
    struct record *record = next_record(&link_file.calls, &position);
    if (record == NULL) {
        return 0;
    }
    int32_t type = record->type;
    int is_call = type_of(type) == FRAME_CALL;
    mark(mark_take && is_call, SIGUSR1);
    void *frame = message_of(record);
    size_t length = (size_t)record->length - sizeof *record;
    switch (type_of(type)) {
    case FRAME_CALL:
        take_call(type, frame, length - sizeof(struct call_frame));
        break;
    case FRAME_CALL_PART:
        take_part(type, frame, length - sizeof(struct part_frame));
        break;
    case FRAME_DEFINE: /* a function of Java's: no use here */
        require_unchanged(type, *(uint64_t *)frame, 0, 0,
                          sum_of((struct define_frame *)frame + 1, length - sizeof(struct define_frame)));
        break;
    case FRAME_STOP:
        require_unchanged(type, *(uint64_t *)frame, 0, 0, 0);
        stopping = 1;
        break;
    default:
        die(NOT_STARTED, "an unknown frame: type=%d length=%zu", type, length);
    }
    free_calls(&link_file.calls, record, position);
    mark(mark_take && is_call, SIGUSR2);
    return 1;
}

static uint64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

static int spin(void) {
    uint64_t start = now();
    do {
        for (int i = 0; i < ROUNDS_PER_LOOK; i++) {
            if (take_frame()) {
                return 1;
            }
        }
    } while (now() - start < spin_nanos);
    return 0;
}

static void await_bell(void) {
    char bells[64];
    ssize_t count = read(STDIN_FILENO, bells, sizeof bells);
    if (count == 0 || (count < 0 && errno != EINTR)) {
        exit(COORDINATOR_GONE);
    }
}

static void await_frame(void) {
    struct link_header *header = link_file.header;
    if (skipped != skipped_as_told && streaming == NULL) {
        skipped_as_told = skipped;
        publish_bare(FRAME_SKIPPED, skipped);
    }
    if (spin()) {
        return;
    }
    if (streaming != NULL) {
        ring_coordinator_if_parked(); /* it has parts to send and may not know that there is room */
    }
    __atomic_store_n(&header->worker_parked, 1, __ATOMIC_SEQ_CST);
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
    if (!take_frame()) {
        await_bell();
    }
    __atomic_store_n(&header->worker_parked, 0, __ATOMIC_RELEASE);
    __atomic_store_n(&header->heartbeat, header->heartbeat + 1, __ATOMIC_RELEASE);
}

/* ---- running */

static void fetch_body(struct call *call) {
    call->length = call->bits;
    call->bytes = allocate(call->length);
    call->shape &= ~SHAPE(0, BODY_STREAMED);
    streaming = call;
    streamed = 0;
    publish_bare(FRAME_WANT, call->id);
    while (streamed < call->length) {
        if (!take_frame()) {
            await_frame();
        }
    }
    streaming = NULL;
}

static void answer(struct call *call) {
    enum body body = SHAPE_BODY(call->shape);
    if (SHAPE_WHAT(call->shape) != INVOKE_FUNCTION || call->function == INLINE_FUNCTION) {
        publish_failure(call->id, "this worker only knows functions of one argument");
        return;
    }
    switch (body) {
    case BODY_LONG:
        call->bits = 3 * call->bits + 1;
        break;
    case BODY_DOUBLE:
        call->bits ^= UINT64_C(1) << 63;
        break;
    case BODY_BOOLEAN:
        call->bits = !call->bits;
        break;
    case BODY_INT:
        body = BODY_BYTES;
        call->length = call->bits;
        call->bytes = allocate(call->length);
        for (size_t i = 0; i < call->length; i++) {
            call->bytes[i] = (uint8_t)(31 * i + call->length);
        }
        break;
    case BODY_BYTES:
        for (size_t i = 0; i < call->length; i++) {
            call->bytes[i] ^= 0x5a;
        }
        break;
    default: /* null and encoded are their own answers */
        break;
    }
    if (body >= BODY_BYTES) {
        publish(call->id, STATUS_SUCCEEDED, body, call->bytes, call->length);
    } else {
        publish(call->id, STATUS_SUCCEEDED, body, &call->bits, body == BODY_NULL ? 0 : sizeof call->bits);
    }
}

static void begin(struct call *call) {
    mark(mark_claim, SIGUSR1);
    uint64_t *word = &link_file.claims[call->id & (link_file.slots - 1)];
    uint64_t queued = claim_word(call->id, CLAIM_QUEUED);
    int claimed = __atomic_compare_exchange_n(word, &queued, claim_word(call->id, CLAIM_RUNNING), 0, __ATOMIC_SEQ_CST,
                                              __ATOMIC_SEQ_CST);
    if (claimed && runs >= 0 && write(runs, "r", 1) != 1) {
        die(NOT_STARTED, "can't count a run");
    }
    mark(mark_claim, SIGUSR2);
    if (!claimed) {
        skipped++;
        return;
    }
    if ((SHAPE_BODY(call->shape) & BODY_STREAMED) != 0) {
        fetch_body(call);
    }
    answer(call);
}

static void work(void) {
    for (;;) {
        struct call *call = inbox;
        if (call != NULL) {
            inbox = call->next;
            inbox_end = inbox == NULL ? &inbox : inbox_end;
            begin(call);
            free(call->bytes);
            free(call);
        } else if (stopping) {
            return;
        } else if (!take_frame()) {
            await_frame();
        }
    }
}

static void check(const char *field, uint64_t found, uint64_t expected) {
    if (found != expected) {
        die(NOT_STARTED, "not this worker's link file: %s=%llu expected=%llu", field, (unsigned long long)found,
            (unsigned long long)expected);
    }
}

static int is_env(const char *name, const char *value) {
    const char *found = getenv(name);
    return found != NULL && strcmp(found, value) == 0;
}

int main(void) {
    struct handshake hello;
    if (!read_handshake(&hello)) {
        return COORDINATOR_GONE;
    }
    if (getenv("PEER_RUNS") != NULL && (runs = open(getenv("PEER_RUNS"), O_WRONLY | O_APPEND | O_CLOEXEC)) < 0) {
        die(NOT_STARTED, "can't open PEER_RUNS");
    }
    pid = getpid();
    mark_take = is_env("PEER_MARK", "take");
    mark_claim = is_env("PEER_MARK", "claim");
    mark_publish = is_env("PEER_MARK", "publish");
    signal(SIGPIPE, SIG_IGN);
    link_file = map_link(hello.path, hello.sizes, 0);
    struct link_header *header = link_file.header;
    check("version", __atomic_load_n(&header->version, __ATOMIC_ACQUIRE), LINK_VERSION);
    check("magic", header->magic, LINK_MAGIC);
    check("epoch", header->epoch, hello.epoch);
    check("claim slots", header->claim_slots, hello.sizes.slots);
    check("call capacity", header->call_capacity, hello.sizes.call_capacity);
    check("result capacity", header->result_capacity, hello.sizes.result_capacity);
    check("initializer", hello.initializer_length, 0);
    spin_nanos = hello.spin_nanos;
    header->worker_pid = (uint64_t)pid;
    __atomic_store_n(&header->worker_state, WORKER_MAPPED, __ATOMIC_RELEASE);
    ring_coordinator();
    __atomic_store_n(&header->worker_state, WORKER_READY, __ATOMIC_RELEASE);
    ring_coordinator();
    work();
    return 0;
}
