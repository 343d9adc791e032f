package dev.ringwork.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CallSlotsTest {
    private static final int SLOTS = 4;

    private final ProcessCall<Object> call = ScriptedLink.square(1);

    private static long place(CallSlots slots, ProcessCall<?> call) {
        int slot = slots.take(call);
        assertThat(slot).isNotNegative();
        long id = slots.newId(slot);
        slots.placed();
        assertThat(id & SLOTS - 1).isEqualTo(slot);
        return id;
    }

    @Test
    void shouldNeverUseAnIdTwiceWhenSlotsAreUsedAgain() {
        CallSlots slots = new CallSlots(SLOTS, CallSlots.UNLIMITED);
        Set<Long> ids = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            long id = place(slots, call);
            assertThat(id).isPositive();
            assertThat(ids.add(id)).as("id=%d", id).isTrue();
            slots.free((int) id & SLOTS - 1, call);
        }
    }

    @Test
    void shouldNotFindACallWhenItsSlotBelongsToAnother() {
        CallSlots slots = new CallSlots(SLOTS, CallSlots.UNLIMITED);
        call.id = place(slots, call);

        assertThat(slots.withId(call.id)).isSameAs(call);
        assertThat(slots.withId(call.id + SLOTS)).isNull();
        assertThat(slots.withId(call.id + 1)).isNull();
    }

    @Test
    void shouldHaveNoSlotWhenAllAreTaken() {
        CallSlots slots = new CallSlots(SLOTS, CallSlots.UNLIMITED);
        for (int i = 0; i < SLOTS; i++) {
            place(slots, call);
        }
        assertThat(slots.take(call)).isNegative();
        assertThat(slots.inFlight()).isEqualTo(SLOTS);
    }

    @Test
    void shouldGiveTheBudgetBackOnlyWhenACallHasNotBegun() {
        CallSlots slots = new CallSlots(SLOTS, 2);
        slots.giveUp(slots.take(call));
        slots.freeUnbegun((int) place(slots, call) & SLOTS - 1, call);
        assertThat(slots.isSpent()).isFalse();

        slots.free((int) place(slots, call) & SLOTS - 1, call);
        long last = place(slots, call);
        assertThat(slots.isSpent()).as("a call is in flight").isFalse();
        slots.free((int) last & SLOTS - 1, call);

        assertThat(slots.isSpent()).isTrue();
        assertThat(slots.take(call)).isNegative();
    }

    /** A worker answers a call that is being taken back, and its slot has the next call by the time that it is freed again. */
    @Test
    void shouldBeFreedOnceWhenTwoWantTo() {
        CallSlots slots = new CallSlots(SLOTS, CallSlots.UNLIMITED);
        int slot = slots.slotOf(place(slots, call));
        assertThat(slots.free(slot, call)).isTrue();
        ProcessCall<Object> next = ScriptedLink.square(2);
        for (int i = 0; i < SLOTS; i++) {
            place(slots, next);
        }

        assertThat(slots.freeUnbegun(slot, call)).isFalse();

        assertThat(slots.at(slot)).isSameAs(next);
        assertThat(slots.inFlight()).isEqualTo(SLOTS);
    }
}
