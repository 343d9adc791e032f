package dev.ringwork.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import org.junit.jupiter.api.Test;

/** The numbers of the link file, once more and by hand: two versions of the engine must never read one file differently. */
class LinkLayoutTest {

    @Test
    void shouldKeepTheHeaderWhereItIsWhenNobodyRaisesTheVersion() {
        assertThat(LinkLayout.MAGIC).isEqualTo(0x52696e674c696e6bL);
        assertThat(LinkLayout.VERSION).isEqualTo(1);
        assertThat(LinkLayout.LINE).isEqualTo(128);
        assertThat(LinkLayout.MAGIC_OFFSET).isEqualTo(0);
        assertThat(LinkLayout.VERSION_OFFSET).isEqualTo(8);
        assertThat(LinkLayout.CLAIM_SLOTS_OFFSET).isEqualTo(12);
        assertThat(LinkLayout.CALL_CAPACITY_OFFSET).isEqualTo(16);
        assertThat(LinkLayout.RESULT_CAPACITY_OFFSET).isEqualTo(20);
        assertThat(LinkLayout.COORDINATOR_PID_OFFSET).isEqualTo(24);
        assertThat(LinkLayout.EPOCH_OFFSET).isEqualTo(32);
        assertThat(LinkLayout.WORKER_PID_OFFSET).isEqualTo(128);
        assertThat(LinkLayout.WORKER_STATE_OFFSET).isEqualTo(136);
        assertThat(LinkLayout.HEARTBEAT_OFFSET).isEqualTo(256);
        assertThat(LinkLayout.WORKER_PARKED_OFFSET).isEqualTo(384);
        assertThat(LinkLayout.COORDINATOR_PARKED_OFFSET).isEqualTo(512);
        assertThat(LinkLayout.INTERRUPT_OFFSET).isEqualTo(640);
        assertThat(LinkLayout.INTERRUPT_FACTOR).isEqualTo(0x9E3779B97F4A7C15L);
        assertThat(LinkLayout.CLAIM_TABLE_OFFSET).isEqualTo(896);
    }

    /** A flip changes an id by a power of two times the factor's inverse: far more than a link will ever have calls. */
    @Test
    void shouldNameNoCallWhenABitOfAnInterruptRequestIsFlipped() {
        long inverse = BigInteger.valueOf(LinkLayout.INTERRUPT_FACTOR)
                .modInverse(BigInteger.ONE.shiftLeft(Long.SIZE))
                .longValue();
        assertThat(inverse * LinkLayout.INTERRUPT_FACTOR).isEqualTo(1);
        for (int bit = 0; bit < Long.SIZE; bit++) {
            assertThat(Math.abs((1L << bit) * inverse) >>> 1).as("bit=%d", bit).isGreaterThan(1L << 48);
        }
    }

    @Test
    void shouldKeepTheSectionsWhereTheyAreWhenNobodyRaisesTheVersion() {
        assertThat(LinkLayout.claimTableLength(1024)).isEqualTo(8192);
        assertThat(LinkLayout.callRingOffset(1024)).isEqualTo(9088);
        assertThat(LinkLayout.ringLength(1 << 20)).isEqualTo(1_049_344);
        assertThat(LinkLayout.resultRingOffset(1024, 1 << 20)).isEqualTo(1_058_432);
        assertThat(LinkLayout.fileLength(1024, 1 << 20, 1 << 20)).isEqualTo(2_107_776);
        assertThat(LinkLayout.fileLength(2, 4096, 8192)).isEqualTo(14_736);
    }

    @Test
    void shouldAlignEverySectionWhenSizesAreThoseOfASpec() {
        for (int slots = 16; slots <= 1 << 20; slots *= 2) {
            assertThat(LinkLayout.callRingOffset(slots) % LinkLayout.LINE).isZero();
            assertThat(LinkLayout.resultRingOffset(slots, LinkSpec.LEAST_CAPACITY) % LinkLayout.LINE)
                    .isZero();
        }
    }

    @Test
    void shouldKeepTheCodesOfStatesWhenNobodyRaisesTheVersion() {
        assertThat(ClaimTable.FREE).isEqualTo(0);
        assertThat(ClaimTable.QUEUED).isEqualTo(3);
        assertThat(ClaimTable.RUNNING).isEqualTo(5);
        assertThat(ClaimTable.REVOKED).isEqualTo(6);
        assertThat(WorkerState.values())
                .containsExactly(
                        WorkerState.STARTING,
                        WorkerState.MAPPED,
                        WorkerState.READY,
                        WorkerState.SPOILT,
                        WorkerState.OUT_OF_MEMORY);
        assertThat(WorkerState.of(-1)).isEqualTo(WorkerState.STARTING);
        assertThat(WorkerState.of(5)).isEqualTo(WorkerState.STARTING);
    }
}
