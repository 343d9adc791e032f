package dev.ringwork.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CallSlotsInUseTest {
    private static final int SLOTS = 1024;
    private static final int FEW = 3;

    private final CallSlots slots = new CallSlots(SLOTS, CallSlots.UNLIMITED);

    private final ProcessCall<?> call = new ProcessCall<>(null, CallEncoder.UNKNOWN, 0, 0, null);

    private long place() {
        int slot = slots.take(call);
        assertThat(slot).isNotNegative().isLessThan(slots.inUse());
        long id = slots.newId(slot);
        slots.placed();
        assertThat(slots.slotOf(id)).isEqualTo(slot);
        return id;
    }

    @Test
    void shouldUseFewSlotsWhenFewCallsAreInFlight() {
        for (int i = 0; i < 10 * SLOTS; i++) {
            slots.free(slots.slotOf(place()), call);
        }
        assertThat(slots.inUse()).isEqualTo(64);
    }

    @Test
    void shouldGiveEverySlotOnceWhenAllAreTaken() {
        Set<Integer> taken = new HashSet<>();
        for (int i = 0; i < SLOTS; i++) {
            taken.add(slots.slotOf(place()));
        }
        assertThat(taken).hasSize(SLOTS);
        assertThat(slots.inUse()).isEqualTo(SLOTS);
        assertThat(slots.take(call)).isEqualTo(-1);

        slots.free(FEW, call);

        assertThat(slots.take(call)).isEqualTo(FEW);
    }

    @Test
    void shouldNeverGiveAnIdTwiceAndKeepTheirOrderWhenMoreSlotsComeIntoUse() {
        Set<Long> ids = new HashSet<>();
        long before = 0;
        for (int inFlight = 1; inFlight <= SLOTS; inFlight *= 2) {
            List<Long> batch = new ArrayList<>();
            for (int i = 0; i < inFlight; i++) {
                batch.add(place());
            }
            assertThat(batch).allSatisfy(id -> assertThat(ids.add(id)).isTrue());
            assertThat(batch.get(0)).as("ids of a later batch are greater").isGreaterThan(before);
            before = batch.stream().mapToLong(id -> id / SLOTS).min().orElseThrow() * SLOTS;
            batch.forEach(id -> slots.free(slots.slotOf(id), call));
        }
    }
}
