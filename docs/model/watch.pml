/*
 * Who sets the word "coordinator parked": the last watcher of a result ring, or, when nothing was due as it left, whoever places the
 * next call (decision 019). Callers place calls and watch for their results as long as they like, a pump is woken by bells, the
 * worker rings when it finds the word set, and calls that have not begun may be taken back, for which the worker answers with a record that
 * says how many it has passed over.
 *
 * A store may wait in its processor's buffer past later loads. Only the first watcher, who clears the word, loads before anything empties
 * its buffer, so that buffer is written out; all other stores here come right before an atomic step, a fence or another store.
 *
 * Checked: no wake-up is lost, so every placed call's result is taken, and every record besides.
 *
 * Each of these breaks that and must be found: PLACER_LOOKS_FIRST (a placer looks for watchers, then counts its call), WATCHER_LOOKS_FIRST
 * (a watcher looks for calls, then says that it leaves), NOTE_LATE (it notes that the word may be 0 after it has looked), PUBLISHED_FIRST (a
 * placer publishes, then sets the word), CLEARED_FIRST (a placer takes the note back, then sets the word), NO_FENCE (between the word and the
 * last poll), NOT_ASKED_AGAIN (who polls while the last watcher leaves is not asked to poll again), PASSED_OVER_FORGOTTEN (a record about calls taken
 * back is not due), TAKEN_BACK_LATE (a call is no longer in flight, then counts as taken back).
 */
#ifndef CALLERS
#define CALLERS 2
#endif
#ifndef EACH
#define EACH 1 /* calls of a caller, one after the other */
#endif
#ifndef TAKEN_BACK
#define TAKEN_BACK 0 /* most calls that are taken back */
#endif
#define POLLS 1 /* most polls of a caller in one watch, in vain or not */
#define CALLS (CALLERS * EACH)
#define PUMP CALLERS /* number of the pump among the threads */

mtype = { FREE, HELD, AGAIN };

/* Memory. */
#ifdef FRESH
bit word = 1;
bit unguarded;
#else /* it was watched before, and nothing was due when the last watcher left */
bit word;
bit unguarded = 1;
#endif
byte bells;
chan frames = [CALLS] of { byte };
chan results = [CALLS + TAKEN_BACK] of { byte }; /* a call's number, or CALLS and how many were passed over */
bit queued[CALLS];

/* The coordinator's own. */
byte watchers;
byte in_flight;
byte taken_back;
byte passed_over;
mtype lock = FREE;
bit done[CALLS];
bit stays; /* the worker, in a call */

/* Values of the word on their way to memory. */
chan stores[CALLERS + 1] = [1] of { bit };
#define DRAINED empty(stores[me])

active proctype memory() {
    bit value;
end:
    do
    :: atomic { stores[0]?value -> word = value; value = 0 }
#if CALLERS > 1
    :: atomic { stores[1]?value -> word = value; value = 0 }
#endif
    :: atomic { stores[PUMP]?value -> word = value; value = 0 }
    od
}

/* ---- polling */

/* Takes one record, though there may be more. */
inline work() {
    if
    :: d_step { nempty(results) -> results?record }
        if
        :: record < CALLS -> in_flight--; done[record] = 1
        :: else -> passed_over = record - CALLS
        fi;
        took = 1;
        d_step { count = 1; record = 0 }
    :: empty(results) -> count = 0
    fi
}

/* With the lock held: takes what it finds, or all that was published when it is asked to. */
inline cycle(all) {
    asked = all;
    do
    :: work();
        if
        :: asked && count > 0 ->
            left = len(results);
            do
            :: left > 0 -> work(); left--
            :: else -> break
            od
        :: else
        fi;
        count = 0
        if
        :: d_step { lock == HELD && DRAINED -> lock = FREE; asked = 0 } break
        :: d_step { lock == AGAIN && DRAINED -> lock = HELD; asked = 1 }
        fi
    od
}

inline poll() {
    if
    :: d_step { lock == FREE && DRAINED -> lock = HELD } cycle(0)
    :: lock != FREE
    fi
}

inline poll_without_fail() {
    if
    :: d_step { lock == FREE && DRAINED -> lock = HELD } cycle(1)
#ifdef NOT_ASKED_AGAIN
    :: lock != FREE
#else
    :: d_step { lock == HELD && DRAINED -> lock = AGAIN }
    :: lock == AGAIN
#endif
    fi
}

/* ---- watching */

inline look_for_due() {
    if
    :: in_flight > 0 -> due = 1
    :: in_flight == 0 ->
#ifdef PASSED_OVER_FORGOTTEN
        due = 0
#else
        seen = taken_back;
        d_step { due = (seen != passed_over); seen = 0 }
#endif
    fi
}

inline park() {
    stores[me]!1;
#ifndef NO_FENCE
    DRAINED;
#endif
    if
    :: lock != FREE -> poll_without_fail()
    :: lock == FREE ->
        if
        :: nempty(results) -> poll_without_fail()
        :: empty(results)
        fi
    fi
}

inline leave() {
    look_for_due();
#ifdef WATCHER_LOOKS_FIRST
    if
    :: !due -> look_for_due()
    :: else
    fi;
#endif
#ifndef NOTE_LATE
    if
    :: !due -> unguarded = 1
    :: else
    fi;
#endif
    d_step { DRAINED -> watchers--; last = (watchers == 0) }
    if
    :: last ->
#ifndef WATCHER_LOOKS_FIRST
        if
        :: !due -> look_for_due()
        :: else
        fi;
#endif
#ifdef NOTE_LATE
        if
        :: !due -> unguarded = 1
        :: else
        fi;
#endif
        if
        :: due -> park()
        :: else
        fi
    :: else
    fi;
    atomic { due = 0; last = 0; took = 0 }
}

/* ---- placing */

inline expect() {
    if
    :: unguarded ->
        if
        :: watchers == 0 ->
#ifdef CLEARED_FIRST
            unguarded = 0;
            word = 1
#else
            word = 1;
            unguarded = 0
#endif
        :: watchers > 0
        fi
    :: !unguarded
    fi
}

inline publish() {
    d_step { queued[c] = 1; frames!c }
}

inline place() {
#ifdef PLACER_LOOKS_FIRST
    expect();
    in_flight++;
    publish()
#else
    in_flight++;
#ifdef PUBLISHED_FIRST
    publish();
    expect()
#else
    expect();
    publish()
#endif
#endif
}

active [CALLERS] proctype caller() {
    byte me = _pid - 1;
    byte c = me * EACH;
    byte polls, record, count, left, seen;
    bit asked, due, last, took;
    do
    :: c < (me + 1) * EACH ->
        place();
        if
        :: d_step { last = (watchers == 0); watchers++ }
            if
            :: last -> stores[me]!0; last = 0
            :: else
            fi;
            do
            :: done[c] -> break
            :: !done[c] -> break /* its time is over */
            :: polls < POLLS -> polls++; poll()
            od;
            polls = 0;
            leave()
        :: skip /* watching isn't worth it */
        fi;
    end_waits:
        done[c];
        c++
    :: else -> break
    od
}

active proctype pump() {
    byte me = PUMP;
    byte record, count, left, seen;
    bit asked, due, last, took;
end_blocked:
    do
    :: d_step { bells > 0 -> bells = 0 } /* read takes all bytes there are */
        watchers++;
        do
        :: took = 0;
            poll_without_fail();
            if
            :: took
            :: else -> break
            fi
        od;
        leave()
    od
}

/* Takes calls back that have not begun. */
active proctype taker() {
    byte c, taken;
end:
    do
    :: taken < TAKEN_BACK && c < CALLS ->
        if
        :: d_step { queued[c] -> queued[c] = 0; taken++ }
#ifdef TAKEN_BACK_LATE
            in_flight--;
            taken_back++;
#else
            taken_back++;
            in_flight--;
#endif
            done[c] = 1
        :: !queued[c]
        fi;
        c++
    :: else -> break
    od
}

/* ---- the worker */

inline ring() {
    if
    :: word ->
        if
        :: d_step { word -> word = 0 } bells++
        :: !word
        fi
    :: !word
    fi
}

/* A call that it has begun may stay for ever: then what was published before must have been taken. */
active proctype worker() {
    byte c, skipped, told;
end:
    do
    :: frames?c ->
        if
        :: d_step { queued[c] -> queued[c] = 0 }
            if
            :: d_step { results!c; c = 0 }
                ring()
            :: stays = 1;
            end_stays:
                false
            fi
        :: d_step { !queued[c] -> skipped++; c = 0 }
        fi
    :: empty(frames) && skipped != told ->
        d_step { told = skipped; results!(CALLS + skipped) }
        ring()
    od
}

/* No run is infinite, which is checked apart; so what must be in the end is what must be when nothing can move any more. */
active proctype the_end() {
    byte c;
    timeout ->
        assert(empty(results));
        do
        :: c < CALLS -> assert(done[c] || stays); c++
        :: else -> break
        od
}
