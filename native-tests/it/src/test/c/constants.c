/* Prints each number of the link file under the name that Java has for it, as the headers here see it. */
#include "link.h"

#include <stdio.h>

static void show(const char *name, uint64_t value) {
    printf("%s %lld\n", name, (long long)value);
}

#define OFFSET(name, field) show("LinkLayout." name, offsetof(struct link_header, field))
#define TRAILER(name, field) show("RingBufferDescriptor." name, offsetof(struct ring_trailer, field))

int main(void) {
    show("LinkLayout.MAGIC", LINK_MAGIC);
    show("LinkLayout.VERSION", LINK_VERSION);
    show("LinkLayout.LINE", LINK_LINE);
    OFFSET("MAGIC_OFFSET", magic);
    OFFSET("VERSION_OFFSET", version);
    OFFSET("CLAIM_SLOTS_OFFSET", claim_slots);
    OFFSET("CALL_CAPACITY_OFFSET", call_capacity);
    OFFSET("RESULT_CAPACITY_OFFSET", result_capacity);
    OFFSET("COORDINATOR_PID_OFFSET", coordinator_pid);
    OFFSET("EPOCH_OFFSET", epoch);
    OFFSET("WORKER_PID_OFFSET", worker_pid);
    OFFSET("WORKER_STATE_OFFSET", worker_state);
    OFFSET("HEARTBEAT_OFFSET", heartbeat);
    OFFSET("WORKER_PARKED_OFFSET", worker_parked);
    OFFSET("COORDINATOR_PARKED_OFFSET", coordinator_parked);
    OFFSET("INTERRUPT_OFFSET", interrupt);
    show("LinkLayout.INTERRUPT_FACTOR", INTERRUPT_FACTOR);
    show("LinkLayout.CLAIM_TABLE_OFFSET", claims_at());

    show("ClaimTable.FREE", CLAIM_FREE);
    show("ClaimTable.QUEUED", CLAIM_QUEUED);
    show("ClaimTable.RUNNING", CLAIM_RUNNING);
    show("ClaimTable.REVOKED", CLAIM_REVOKED);

    show("WorkerState.STARTING", WORKER_STARTING);
    show("WorkerState.MAPPED", WORKER_MAPPED);
    show("WorkerState.READY", WORKER_READY);
    show("WorkerState.SPOILT", WORKER_SPOILT);
    show("WorkerState.OUT_OF_MEMORY", WORKER_OUT_OF_MEMORY);

    TRAILER("TAIL_POSITION_OFFSET", tail);
    TRAILER("HEAD_CACHE_POSITION_OFFSET", head_cache);
    TRAILER("HEAD_POSITION_OFFSET", head);
    TRAILER("CORRELATION_COUNTER_OFFSET", correlation);
    TRAILER("CONSUMER_HEARTBEAT_OFFSET", consumer_heartbeat);
    show("RingBufferDescriptor.TRAILER_LENGTH", sizeof(struct ring_trailer));
    show("RecordDescriptor.HEADER_LENGTH", sizeof(struct record));
    show("RecordDescriptor.ALIGNMENT", RECORD_ALIGNMENT);

    show("Frames.CALL", FRAME_CALL);
    show("Frames.DEFINE", FRAME_DEFINE);
    show("Frames.CALL_PART", FRAME_CALL_PART);
    show("Frames.STOP", FRAME_STOP);
    show("Frames.RESULT", FRAME_RESULT);
    show("Frames.RESULT_PART", FRAME_RESULT_PART);
    show("Frames.WANT", FRAME_WANT);
    show("Frames.SKIPPED", FRAME_SKIPPED);
    show("Frames.INITIALIZER_ID", INITIALIZER_ID);
    show("Frames.INLINE_FUNCTION", INLINE_FUNCTION);
    show("Frames.BATCH", INVOKE_BATCH);
    show("Frames.WHAT_MASK", INVOKE_BATCH - 1);
    show("Frames.SUCCEEDED", STATUS_SUCCEEDED);
    show("Frames.FAILED", STATUS_FAILED);
    show("Frames.HEADER_LENGTH", sizeof(struct call_frame));
    show("Frames.DEFINE_HEADER_LENGTH", sizeof(struct define_frame));

    show("Invocation.RUNNABLE", INVOKE_RUNNABLE);
    show("Invocation.CALLABLE", INVOKE_CALLABLE);
    show("Invocation.FUNCTION", INVOKE_FUNCTION);
    show("Invocation.BI_FUNCTION", INVOKE_BI_FUNCTION);

    show("Body.NONE", BODY_NONE);
    show("Body.NULL", BODY_NULL);
    show("Body.LONG", BODY_LONG);
    show("Body.INT", BODY_INT);
    show("Body.DOUBLE", BODY_DOUBLE);
    show("Body.BOOLEAN", BODY_BOOLEAN);
    show("Body.BYTES", BODY_BYTES);
    show("Body.ENCODED", BODY_ENCODED);
    show("Body.STREAMED", BODY_STREAMED);
    return 0;
}
