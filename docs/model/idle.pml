/*
 * Which worker a call goes to, and who has an idle one look (ProcessPoolCore). Submitters place calls on an idle worker, or behind others; a
 * worker runs its calls one after the other, and any of them may take for ever; who has taken a worker's last result has it take
 * calls that have not begun from another one, or marks it idle.
 *
 * Marks are set and cleared by atomic steps, and all else that is looked at here is written by such, so no store is seen late.
 *
 * Checked: once nothing moves any more no call waits behind one that runs while a worker has nothing to do.
 *
 * Each of these breaks that and must be found: NO_SECOND_LOOK (who marks a worker idle does not look once more), MARKED_LATE (it looks, then
 * marks), TAKER_IS_SILENT (who took calls for a worker does not have another one look), PLACER_IS_SILENT (nor does who left a call behind
 * others), MARK_STAYS (on a worker with which a call is left), CHOICE_IS_SURE (nor who placed one on an idle worker, on which somebody else has left one meanwhile).
 *
 * LONG_CALLS makes it small enough for three workers: a call begins as soon as its worker has none, and takes for ever; so nobody is left with
 * nothing by who takes calls from it. Where no worker is idle calls are placed on the first. Then CLAIM_IS_SURE must be found (who marks a worker
 * idle, and finds that somebody else has claimed it, does not have another one look).
 */
#ifndef WORKERS
#define WORKERS 2
#endif
#ifndef SUBMITTERS
#define SUBMITTERS 2
#endif
#ifndef EACH
#define EACH 1 /* calls of a submitter */
#endif

#define NONE WORKERS

bit idle[WORKERS];
byte unbegun[WORKERS];
byte in_flight[WORKERS]; /* placed, and its result not taken */
bit running[WORKERS];
byte ended[WORKERS]; /* results that lie in the ring */

/* ---- marks */

/* The idle worker with the lowest number, whose mark is cleared, or NONE. */
inline claim_any(worker) {
    d_step {
        worker = 0;
        do
        :: worker < WORKERS && !idle[worker] -> worker++
        :: else -> break
        od;
        if
        :: worker < WORKERS -> idle[worker] = 0
        :: else
        fi
    }
}

/* ---- calls */

/* A slot is counted first, then a mark is taken away, before the claim word says that the call has not begun and the worker may be idle again. */
inline place(worker) {
    in_flight[worker]++;
#ifndef MARK_STAYS
    idle[worker] = 0;
#endif
#ifdef LONG_CALLS
    d_step {
        if
        :: running[worker] -> unbegun[worker]++
        :: else -> running[worker] = 1
        fi
    }
#else
    unbegun[worker]++
#endif
}

/* Takes one call back that has not begun, and places it on another worker. */
inline move(from, to) {
    if
    :: atomic { unbegun[from] > 0 -> unbegun[from]--; in_flight[from]-- }
        place(to);
        moved = 1
    :: atomic { else }
    fi
}

/* From the one with the most; marked ones are passed over. When that one has begun all of its calls the second look finds another's. */
inline steal(thief) {
    d_step {
        moved = 0;
        victim = NONE;
        most = 1; /* of those in flight a worker has, as a rule, begun one */
        other = 0;
        do
        :: other < WORKERS ->
            if
            :: other != thief && !idle[other] && in_flight[other] > most -> most = in_flight[other]; victim = other
            :: else
            fi;
            other++
        :: else -> break
        od
    }
    if
    :: victim != NONE ->
        move(victim, thief)
    :: else
    fi;
    atomic { victim = 0; most = 0; other = 0 }
}

inline look(except) {
    d_step {
        seen = 0;
        other = 0;
        do
        :: other < WORKERS ->
            seen = seen || (other != except && !idle[other] && in_flight[other] > 1 && unbegun[other] > 0);
            other++
        :: else -> break
        od;
        other = 0
    }
}

/* Gives a worker with nothing in flight what others wait with, or marks it idle, and then "marked" is said. */
inline find_work(worker) {
    marked = 0;
    more = 1;
    do
    :: more && in_flight[worker] == 0 ->
        steal(worker);
        if
        :: moved -> more = 0
        :: else ->
#ifdef MARKED_LATE
            look(worker);
            idle[worker] = 1;
#else
            idle[worker] = 1;
            look(worker);
#endif
#ifdef NO_SECOND_LOOK
            seen = 0;
#endif
            if
            :: in_flight[worker] == 0 && !seen -> marked = 1; more = 0
            :: else ->
                if
                :: atomic { idle[worker] -> idle[worker] = 0 }
                :: atomic { else -> more = 0 } /* somebody has claimed it, who need not have seen a call */
#ifdef CLAIM_IS_SURE
                    marked = 1
#endif
                fi
            fi
        fi
    :: else -> break
    od;
    atomic { more = 0; moved = 0; seen = 0 }
}

inline kick_idle() {
    do
    :: claim_any(kicked);
        if
        :: kicked == NONE -> break
        :: else ->
            if
            :: in_flight[kicked] == 0 ->
                find_work(kicked);
                if
                :: marked -> break
                :: else
                fi
            :: else
            fi
        fi
    od;
    atomic { kicked = 0; marked = 0 }
}

/* ---- who acts */

active [SUBMITTERS] proctype submitter() {
    byte calls, free, kicked, other, victim, most;
    bit moved, seen, more, marked;
    do
    :: calls < EACH ->
        calls++;
        do
        :: claim_any(free);
            if
            :: free == NONE -> break
            :: else ->
                if
                :: in_flight[free] == 0 -> place(free); break
                :: else
                fi
            fi
        od;
        if
        :: free != NONE ->
#ifndef CHOICE_IS_SURE
            if
            :: in_flight[free] > 1 -> kick_idle()
            :: else
            fi
#endif
            skip
        :: else ->
#ifdef LONG_CALLS
            free = 0;
#else
            select(free : 0 .. WORKERS - 1);
#endif
            place(free);
#ifndef PLACER_IS_SILENT
            kick_idle()
#else
            skip
#endif
        fi
    :: else -> break
    od
}

#ifdef LONG_CALLS
#define TAKERS SUBMITTERS
#else
#define TAKERS (SUBMITTERS + WORKERS)

/* A worker's JVM. */
active [WORKERS] proctype worker() {
    byte me = _pid - SUBMITTERS;
end:
    do
    :: atomic { unbegun[me] > 0 -> unbegun[me]--; running[me] = 1 }
        if
        :: atomic { running[me] = 0; ended[me]++ }
        :: break /* it takes for ever */
        fi
    od
}
#endif

/* Who takes a worker's results; first of all the worker is ready. */
active [WORKERS] proctype taker() {
    byte me = _pid - TAKERS;
    byte kicked, other, victim, most;
    bit moved, seen, more, marked;
    bit up;
end:
    do
    :: atomic { !up || ended[me] > 0 ->
            if
            :: !up -> up = 1
            :: else -> ended[me]--; in_flight[me]--
            fi
        }
        if
        :: in_flight[me] == 0 ->
            find_work(me);
#ifndef TAKER_IS_SILENT
            if
            :: !marked -> kick_idle()
            :: else
            fi
#endif
            marked = 0
        :: else
        fi
    od
}

active proctype rule() {
    byte one, other;
    timeout;
    d_step {
        one = 0;
        do
        :: one < WORKERS ->
            other = 0;
            do
            :: other < WORKERS ->
                assert(!(running[one] && unbegun[one] > 0 && in_flight[other] == 0));
                other++
            :: else -> break
            od;
            one++
        :: else -> break
        od
    }
}
