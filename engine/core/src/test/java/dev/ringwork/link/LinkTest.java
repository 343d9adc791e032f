package dev.ringwork.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ringwork.WorkerProtocolException;
import org.junit.jupiter.api.Test;

class LinkTest {
    private static final LinkSpec SPEC = new LinkSpec(4, 4096, 8192);
    private static final long EPOCH = 77;

    private final PlainMemory memory = new PlainMemory(SPEC.fileLength());

    @Test
    void shouldNotBeReadyBeforeAllOfItsHeaderIsWritten() {
        boolean whole = false;
        for (int accesses = 0; !whole; accesses++) {
            memory.clear();
            CutMemory maker = new CutMemory(memory, accesses);
            try {
                TestLinks.create(maker, SPEC, EPOCH);
                whole = true;
            } catch (CutMemory.Cut e) {
                assertThatExceptionOfType(WorkerProtocolException.class)
                        .as("accesses=%d", accesses)
                        .isThrownBy(() -> TestLinks.open(memory, SPEC, EPOCH));
            }
        }
        assertThat(TestLinks.open(memory, SPEC, EPOCH).coordinatorDoor().isParkedVolatile())
                .isTrue();
    }

    @Test
    void shouldRefuseTheFileOfAnotherWorker() {
        TestLinks.create(memory, SPEC, EPOCH);

        assertThatExceptionOfType(WorkerProtocolException.class)
                .isThrownBy(() -> TestLinks.open(memory, SPEC, EPOCH + 1))
                .withMessageContaining("epoch=77 expected=78");
    }

    @Test
    void shouldRefuseAFileWhoseSizesAreNotThoseThatItWasTold() {
        LinkSpec swapped = new LinkSpec(4, 8192, 4096);
        assertThat(swapped.fileLength()).isEqualTo(SPEC.fileLength());
        TestLinks.create(memory, SPEC, EPOCH);

        assertThatExceptionOfType(WorkerProtocolException.class)
                .isThrownBy(() -> TestLinks.open(memory, swapped, EPOCH))
                .withMessageContaining("callCapacity=4096 expected=8192");
    }
}
