/*
 * Claiming, moving, dying: who runs a call and who completes its future, with workers that may be killed between any two steps
 * and calls that are taken back and placed again. Memory is sequential here; bell.pml is about its order. Results need no bell here; watch.pml is about
 * theirs.
 *
 * Checked, for every order of steps:
 *   a call runs at most once; its future is completed at most once; success means that it ran, cancelled that it never does;
 *   a worker's death is only reported for a call that was begun and whose result is not in the ring;
 *   every run ends, and then every accepted call is done: no call is lost and no wake-up either.
 *
 * Each of these breaks a rule and must be found: RERUN (a call that was begun moves on), NO_DRAIN (results of a dead worker
 * are not looked for), NO_CAS (a claim is a look and a store), NO_VISITORS (a channel dies while someone places a call in
 * it), NO_LAST_POLL (a worker parks without a last look).
 */
#ifndef CALLS
#define CALLS 2
#endif
#ifndef DEATHS
#define DEATHS 1
#endif
#ifndef MOVES
#define MOVES 1
#endif
#ifndef FIRST
#define FIRST 2 /* workers at the beginning */
#endif
#define WORKERS (FIRST + DEATHS)             /* incarnations: each that dies is replaced */
#define IDS (CALLS + MOVES + DEATHS * CALLS) /* most placements of calls, each with an id of its own */

mtype = { FREE, QUEUED, RUNNING, REVOKED };

/* A placement: what the link file and the channel hold for one id. */
typedef placement {
    byte call;
    byte home;
    mtype word = FREE; /* in the claim table */
    bit frame;         /* in the call ring */
    bit result;        /* in the result ring */
    bit held           /* the channel's slot holds the call */
};

typedef incarnation {
    byte frames;  /* how many lie in the call ring */
    byte results; /* and in the result ring */
    bit parked;
    bit bell;
    bit dead;
    bit closed;    /* nobody may visit the channel any more */
    byte visitors; /* of the channel */
};

placement at[IDS];
incarnation workers[WORKERS];
byte ids;
byte started;
byte deaths;
byte moves;

byte ran[CALLS];
bit done[CALLS];
byte finished;

#define done_all (finished == CALLS)

inline complete(c) {
    assert(!done[c]);
    done[c] = 1;
    finished++
}

/* ---- a worker: each step may be its last */

/* Finds a frame of this worker's; the ring has one. */
inline read_frame() {
    d_step {
        id = 0;
        do
        :: id < IDS && !(at[id].frame && at[id].home == me) -> id++
        :: else -> break
        od;
        assert(id < IDS);
        at[id].frame = 0;
        workers[me].frames--
    }
}

proctype worker_jvm(byte me) {
    byte id;
    bit mine;
    {
    end:
        do
        :: workers[me].frames > 0 ->
            read_frame();
#ifdef NO_CAS
            mine = (at[id].word == QUEUED);
            if
            :: mine -> at[id].word = RUNNING
            :: else
            fi;
#else
            d_step {
                mine = (at[id].word == QUEUED);
                if
                :: mine -> at[id].word = RUNNING
                :: else
                fi
            }
#endif
            if
            :: mine ->
                d_step {
                    ran[at[id].call]++;
                    assert(ran[at[id].call] == 1);
                    assert(!done[at[id].call])
                }
                d_step { at[id].result = 1; workers[me].results++ }
            :: else
            fi;
            d_step { id = 0; mine = 0 }
        :: workers[me].frames == 0 ->
            workers[me].parked = 1;
        end_parked:
            if
#ifndef NO_LAST_POLL
            :: d_step { workers[me].frames > 0 -> workers[me].parked = 0 }
#endif
            :: d_step { workers[me].bell -> workers[me].bell = 0; workers[me].parked = 0 }
            fi
        od
    } unless { workers[me].dead }
}

/* Kills the first worker at any time, which by symmetry stands for any; then, if it may, one that replaced another. */
active proctype killer() {
end:
    do
    :: d_step { deaths == 0 && DEATHS > 0 && started > 0 -> workers[0].dead = 1; deaths++ }
    :: d_step { deaths > 0 && deaths < DEATHS && started == FIRST + deaths -> workers[started - 1].dead = 1; deaths++ }
    :: break
    od
}

inline start_worker() {
    atomic {
        run worker_jvm(started);
        run keeper(started);
        started++
    }
}

/* ---- the coordinator */

#define OPEN(w) (w < started && !workers[w].closed)
#ifdef NO_VISITORS
#define VISIT(i) OPEN(i) -> w = i
#define LEAVE skip
#define NOBODY_INSIDE true
#else
#define VISIT(i) d_step { OPEN(i) -> workers[i].visitors++; w = i }
#define LEAVE workers[w].visitors--
#define NOBODY_INSIDE (workers[me].visitors == 0)
#endif

/* Places a call that this process owns with some worker whose channel is open. */
inline place(c) {
    if
    :: VISIT(0)
    :: VISIT(1)
#if WORKERS > 2
    :: VISIT(2)
#endif
#if WORKERS > 3
    :: VISIT(3)
#endif
    fi;
    d_step {
        new = ids;
        ids++;
        at[new].call = c;
        at[new].home = w;
        at[new].held = 1;
        at[new].word = QUEUED
    }
    d_step {
        at[new].frame = 1;
        workers[w].frames++;
        new = 0
    }
    if
    :: d_step { workers[w].parked -> workers[w].parked = 0; workers[w].bell = 1; LEAVE; w = 0 }
    :: d_step { !workers[w].parked -> LEAVE; w = 0 }
    fi
}

proctype submitter() {
    byte w, new, c;
    do
    :: c < CALLS -> place(c); c++
    :: c == CALLS -> break
    od
}

/* Looks at placements in turn, takes some back that have not begun, and cancels those calls or places them anew. */
active proctype mover() {
    byte id, w, new, c;
    bit revoked;
end:
    do
    :: moves < MOVES && id < ids && at[id].held ->
        w = at[id].home;
        if
        :: d_step { OPEN(w) -> workers[w].visitors++ }
            d_step {
                revoked = (at[id].held && at[id].word == QUEUED);
                if
                :: revoked -> at[id].word = REVOKED; at[id].held = 0; c = at[id].call; moves++
                :: else
                fi
            }
            d_step { workers[w].visitors--; w = 0 }
            if
            :: revoked ->
                revoked = 0;
                if
                :: d_step { assert(ran[c] == 0); complete(c) } /* cancelled; the worker asserts that it never runs */
                :: place(c)
                fi
            :: else
            fi
        :: !OPEN(w) -> w = 0
        fi;
        id++
    :: id < ids -> id++
    od
}

inline take_result() {
    d_step {
        id = 0;
        do
        :: id < IDS && !(at[id].result && at[id].home == me) -> id++
        :: else -> break
        od;
        assert(id < IDS && at[id].held);
        at[id].result = 0;
        at[id].held = 0;
        workers[me].results--;
        c = at[id].call;
        assert(ran[c] == 1);
        complete(c);
        id = 0
    }
}

#ifdef RERUN
#define MOVES_ON(word) true
#else
#define MOVES_ON(word) (word == QUEUED)
#endif

/* Takes the results of a worker, and settles its calls when it is dead. */
proctype keeper(byte me) {
    byte id, w, new, c;
end:
    do
    :: workers[me].results > 0 -> take_result()
    :: workers[me].dead -> break
    od;
    workers[me].closed = 1;
    d_step { NOBODY_INSIDE -> id = 0 }
    /* From here on nobody else touches what the dead worker and its channel have left. */
#ifndef NO_DRAIN
    atomic {
        do
        :: workers[me].results > 0 -> take_result()
        :: else -> break
        od
    }
#endif
    start_worker();
    do
    :: d_step {
            do
            :: id < IDS && !(at[id].held && at[id].home == me) -> id++
            :: else -> break
            od
        }
        if
        :: id == IDS -> break
        :: d_step { id < IDS && MOVES_ON(at[id].word) -> at[id].held = 0; c = at[id].call }
            place(c)
        :: d_step {
                id < IDS && !MOVES_ON(at[id].word) ->
                at[id].held = 0;
                assert(!at[id].result);
                c = at[id].call;
                complete(c) /* failed: its worker died */
            }
        fi
    od
}

init {
    atomic {
        do
        :: started < FIRST -> start_worker()
        :: else -> break
        od;
        run submitter()
    }
}

/* No run is infinite, which is checked apart; so what must be in the end is what must be when nothing can move any more. */
active proctype the_end() {
    timeout -> assert(done_all)
}
