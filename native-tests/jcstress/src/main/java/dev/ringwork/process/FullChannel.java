package dev.ringwork.process;

import dev.ringwork.WorkerProtocolException;
import dev.ringwork.link.LinkSpec;
import dev.ringwork.link.Links;
import dev.ringwork.run.SpinBudget;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A channel in which all slots in use are taken: one more call needs a slot beyond them. No worker takes any. */
final class FullChannel implements Channel.Owner {
    private static final LinkSpec SPEC =
            new LinkSpec(2 * Slots.FIRST_IN_USE, LinkSpec.LEAST_CAPACITY, LinkSpec.LEAST_CAPACITY);
    private static final Links LINKS = new Links(SPEC);

    private final Channel channel =
            new Channel(this, 0, "none", LINKS.next(), new SpinBudget(Duration.ZERO), CallSlots.UNLIMITED);
    private final ProcessCall<Object> more = Slots.call();
    private boolean sealedInVain;

    FullChannel() {
        for (int i = 0; i < Slots.FIRST_IN_USE; i++) {
            if (!channel.place(Slots.call())) {
                throw new IllegalStateException("there is room for all calls of the slots in use: placed=" + i);
            }
        }
    }

    /** Places one more call; false when it may not go there. */
    boolean placeMore() {
        return channel.place(more);
    }

    /** Seals it; true when that call was among those taken back. */
    boolean sealAndFindMore() {
        boolean[] found = {false};
        do {
            sealedInVain = false;
            channel.seal(call -> found[0] |= call == more);
        } while (sealedInVain);
        return found[0];
    }

    /** A placer was without a processor for so long that its call's claim word looked spoilt. */
    @Override
    public void corrupt(Channel where, WorkerProtocolException how) {
        sealedInVain = true;
    }

    @Override
    public void counted(Channel counted) {
        // there is nothing to choose from
    }

    @Override
    public void progress(Channel where) {}

    @Override
    public void initialized(Channel where, byte @Nullable [] failure) {}

    @Override
    public boolean hasInitializer() {
        return false;
    }

    @Override
    public boolean isSupervisor() {
        return false;
    }

    @Override
    public boolean isCrowded() {
        return false;
    }
}
