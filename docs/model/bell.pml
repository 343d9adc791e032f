/*
 * The doorbell: producers that ring only when they must, and a consumer that may block. Spin's memory is sequential, so the
 * store buffers of real processors are written out: a store waits in its processor's buffer and reaches memory at any later
 * moment, in order; an atomic exchange or a full fence first waits until the buffer is empty.
 *
 * This is the worker's side of a link, which parks whenever it finds nothing. The coordinator's may leave the word to others: watch.pml.
 *
 * Checked: every record is consumed in the end, and nobody is left waiting with a record in the ring.
 *
 * Each of these leaves a step out and must lose a wake-up: NO_FENCE_PRODUCER, NO_FENCE_CONSUMER, NO_LAST_POLL.
 */
#ifndef RECORDS
#define RECORDS 3
#endif
#define PRODUCERS 2
#define BUFFERED 2

/* Memory. A slot of the ring is ready when its record's length has been released. */
bit ready[RECORDS];
bit parked;
byte tail;  /* next slot to claim */
byte bells; /* bytes in the pipe */

byte head; /* the consumer's own */

/* Store buffers, oldest first: slots made ready by each producer, values of parked by the consumer. */
chan releases[PRODUCERS] = [BUFFERED] of { byte };
chan parkings = [BUFFERED] of { bit };

/* Any store may reach memory at any time. */
active proctype memory() {
    byte slot;
    bit value;
end:
    do
    :: atomic { releases[0]?slot -> ready[slot] = 1; slot = 0 }
    :: atomic { releases[1]?slot -> ready[slot] = 1; slot = 0 }
    :: atomic { parkings?value -> parked = value; value = 0 }
    od
}

active [PRODUCERS] proctype producer() {
    byte me = _pid - 1;
    byte slot;
    do
    :: atomic { empty(releases[me]) && tail < RECORDS -> slot = tail; tail++ }; /* claimed by compare-and-set */
        releases[me]!slot;
#ifndef NO_FENCE_PRODUCER
        empty(releases[me]); /* full fence */
#endif
        if
        :: parked ->
            if
            :: atomic { empty(releases[me]) && parked -> parked = 0 }; /* exchange: this one rings */
                bells++
            :: atomic { empty(releases[me]) && !parked } /* another rings */
            fi
        :: !parked
        fi
    :: tail == RECORDS -> break
    od
}

#define READY (head < RECORDS && ready[head])

active proctype consumer() {
    do
    :: head == RECORDS -> break
    :: READY -> head++
    :: head < RECORDS && !READY ->
        parkings!1;
#ifndef NO_FENCE_CONSUMER
        empty(parkings); /* full fence */
#endif
#ifdef NO_LAST_POLL
        atomic { bells > 0 -> bells = 0 };
#else
        if
        :: READY -> head++ /* the last poll */
        :: !READY -> atomic { bells > 0 -> bells = 0 } /* blocks in read, which takes all bytes there are */
        fi;
#endif
        parkings!0
    od
}

/* No run is infinite, which is checked apart; so what must be in the end is what must be when nothing can move any more. */
active proctype the_end() {
    timeout -> assert(head == RECORDS)
}
