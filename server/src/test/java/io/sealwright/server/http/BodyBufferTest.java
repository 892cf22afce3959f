package io.sealwright.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class BodyBufferTest {
    private static final int KIB = 1 << 10;

    private final BodyBudget budget =
            new BodyBudget(
                    StrictJsonTest.limits(
                            Map.of(
                                    "sealwright.limits.body",
                                    "64KB",
                                    "sealwright.limits.buffered-bodies",
                                    "64KB")));

    private BodyBuffer buffer() {
        return new BodyBuffer(budget, 64 * KIB);
    }

    @Test
    void costsWhatCameNotWhatWasAnnounced() {
        BodyBuffer buffer = buffer();
        assertThat(buffer.empty()).isTrue();
        assertThat(budget.free()).isEqualTo(64 * KIB);
        assertThat(buffer.append(new byte[] {1, 2, 3}, 2)).isNull();
        assertThat(buffer.take()).containsExactly(1, 2);
        assertThat(budget.free()).isEqualTo(64 * KIB - 2);
        buffer.close();
        assertThat(budget.free()).isEqualTo(64 * KIB);
    }

    @Test
    void growsWithoutLosingAnything() {
        BodyBuffer buffer = buffer();
        byte[] expected = new byte[30_000];
        for (int i = 0; i < 30_000; i += 100) {
            byte[] chunk = new byte[100];
            for (int j = 0; j < 100; j++) {
                chunk[j] = expected[i + j] = (byte) (i * 31 + j);
            }
            assertThat(buffer.append(chunk, 100)).isNull();
        }
        assertThat(buffer.take()).isEqualTo(expected);
    }

    @Test
    void beyondTheLimitOfOneBodyIs413() {
        BodyBuffer buffer = buffer();
        for (int i = 0; i < 30; i++) {
            assertThat(buffer.append(new byte[KIB], KIB)).isNull();
        }
        Refusal refusal = buffer.append(new byte[40 * KIB], 40 * KIB);
        assertThat(refusal).isNotNull();
        assertThat(refusal.status()).isEqualTo(413);
    }

    @Test
    void beyondTheLimitOfAllBodiesIs503AndComesBack() {
        BodyBuffer first = buffer();
        BodyBuffer second = buffer();
        assertThat(first.append(new byte[40 * KIB], 40 * KIB)).isNull();
        Refusal refusal = second.append(new byte[40 * KIB], 40 * KIB);
        assertThat(refusal).isNotNull();
        assertThat(refusal.status()).isEqualTo(503);
        assertThat(refusal.retryAfter()).isPositive();
        first.close();
        second.close();
        assertThat(second.append(new byte[40 * KIB], 40 * KIB)).isNull();
        second.close();
        assertThat(budget.free()).isEqualTo(64 * KIB);
    }

    @Test
    void aBodyOfKnownLengthTakesItsRoomAtOnce() {
        BodyBuffer buffer = buffer();
        assertThat(buffer.reserve(1000)).isTrue();
        assertThat(budget.free()).isEqualTo(64 * KIB - 1000);
        assertThat(buffer.append(new byte[1000], 1000)).isNull();
        assertThat(budget.free()).isEqualTo(64 * KIB - 1000);
        assertThat(buffer().reserve(64 * KIB)).isFalse();
    }
}
