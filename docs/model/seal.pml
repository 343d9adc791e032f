/*
 * Sealing a channel: from the moment that seal() returns until unseal() its worker begins no call, so that it can be killed for the one that
 * it runs, or sent away. Who places a call takes a slot, then looks whether the channel is sealed; who seals it says so, then looks at the slots,
 * takes back what has not begun and waits for what is being placed. More slots come into use while calls are placed. Memory is sequential here: a
 * slot is taken by compare-and-set and the word "sealed" is volatile.
 *
 * Checked: no call begins while the channel is sealed; each call runs at most once, here or elsewhere, and none is lost.
 *
 * Each of these breaks a rule and must be found: LOOKED_FIRST (a placer looks at the word, then takes a slot), SEALED_LATE (the slots are looked
 * at, then the word is set), COUNTED_FIRST (the number of slots in use is read before the word is set), NOT_AWAITED (a call that is being placed is
 * not waited for).
 */
#ifndef CALLS
#define CALLS 3
#endif
#define SLOTS 2
#define NONE CALLS

mtype = { FREE, QUEUED, RUNNING, REVOKED };

byte at[SLOTS] = NONE; /* the call in each slot */
byte in_use = 1;       /* slots that are used so far */
mtype word[CALLS] = FREE;
bit sealed;
bit over; /* seal() has returned, unseal() was not called */
bit done[CALLS];
chan frames = [CALLS] of { byte };
chan results = [CALLS] of { byte };

inline finish(call) {
    assert(!done[call]);
    done[call] = 1
}

inline take_slot() {
    do
    :: d_step { at[0] == NONE -> at[0] = c; slot = 0 } break
    :: d_step { in_use > 1 && at[1] == NONE -> at[1] = c; slot = 1 } break
    :: d_step { in_use == 1 && at[0] != NONE -> in_use = 2 }
    od
}

active [CALLS] proctype placer() {
    byte c = _pid;
    byte slot;
    bit refused;
#ifdef LOOKED_FIRST
    refused = sealed;
    take_slot();
#else
    take_slot();
    refused = sealed;
#endif
    if
    :: refused ->
        at[slot] = NONE;
        finish(c) /* elsewhere */
    :: else ->
        word[c] = QUEUED;
        frames!c
    fi
}

active proctype worker() {
    byte c;
end:
    do
    :: frames?c ->
        if
        :: d_step { word[c] == QUEUED -> word[c] = RUNNING; assert(!over); assert(!done[c]) }
            results!c
        :: d_step { word[c] == REVOKED -> c = 0 }
        fi
    od
}

/* Takes results. */
active proctype poller() {
    byte c;
end:
    do
    :: results?c ->
        d_step {
            if
            :: at[0] == c -> at[0] = NONE
            :: at[1] == c -> at[1] = NONE
            fi;
            finish(c);
            c = 0
        }
    od
}

/* Until the slot is free, or its call runs. */
inline take_back_from(slot) {
    do
    :: at[slot] == NONE -> break
    :: else ->
        c = at[slot];
        if
        :: d_step { c != NONE && word[c] == QUEUED -> word[c] = REVOKED }
            at[slot] = NONE;
            finish(c) /* elsewhere */
        :: c != NONE && word[c] == RUNNING -> break
#ifdef NOT_AWAITED
        :: c != NONE && word[c] == FREE -> break
#else
        :: c != NONE && word[c] == FREE -> at[slot] != c || word[c] != FREE /* it is being placed, or given up */
#endif
        :: c == NONE || word[c] == REVOKED
        fi
    od
}

active proctype sealer() {
    byte c, slots, slot;
#ifdef COUNTED_FIRST
    slots = in_use;
#endif
#ifndef SEALED_LATE
    sealed = 1;
#endif
#ifndef COUNTED_FIRST
    slots = in_use;
#endif
    do
    :: slot < slots -> take_back_from(slot); slot++
    :: else -> break
    od;
#ifdef SEALED_LATE
    sealed = 1;
#endif
    over = 1;
    over = 0;
    sealed = 0
}

/* No run is infinite, which is checked apart; so what must be in the end is what must be when nothing can move any more. */
active proctype the_end() {
    byte c;
    timeout ->
        do
        :: c < CALLS -> assert(done[c]); c++
        :: else -> break
        od
}
