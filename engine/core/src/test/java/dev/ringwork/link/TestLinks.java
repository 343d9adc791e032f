package dev.ringwork.link;

import org.agrona.concurrent.AtomicBuffer;

/** Links over memory of a test's choice, so that accesses can be watched, cut off or spoilt. */
public final class TestLinks {
    /** Where a test has the bytes of a link. */
    public interface Memory {
        /** {@code length} bytes from {@code offset} on. */
        AtomicBuffer slice(int offset, int length);
    }

    private TestLinks() {}

    /** What {@link Link#create} makes, over memory that holds zeros. */
    public static Link create(Memory memory, LinkSpec spec, long epoch) {
        Link link = view(memory, spec);
        link.fillHeader(spec, epoch);
        return link;
    }

    /** What {@link Link#open} makes. */
    public static Link open(Memory memory, LinkSpec spec, long epoch) {
        Link link = view(memory, spec);
        link.check(spec, epoch);
        return link;
    }

    private static Link view(Memory memory, LinkSpec spec) {
        return new Link(memory::slice, spec, () -> {});
    }
}
