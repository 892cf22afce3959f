package io.sealwright.storage.raft;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.storage.StoreException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LeaderlessTest {
    @Test
    void anElectionIsWaitedForAndALostMajorityIsNot() {
        AtomicBoolean known = new AtomicBoolean(true);
        AtomicLong now = new AtomicLong(-7);
        Leaderless leaderless = new Leaderless(known::get, now::get);
        leaderless.run();
        assertThatCode(leaderless::check).doesNotThrowAnyException();

        known.set(false);
        leaderless.run();
        assertThatCode(leaderless::check).doesNotThrowAnyException();
        now.addAndGet(Duration.ofSeconds(4).toNanos());
        leaderless.run();
        assertThatCode(leaderless::check).doesNotThrowAnyException();
        now.addAndGet(Duration.ofSeconds(2).toNanos());
        leaderless.run();
        assertThatThrownBy(leaderless::check)
                .isInstanceOf(StoreException.Unavailable.class)
                .hasMessageContaining("majority");

        known.set(true);
        leaderless.run();
        assertThatCode(leaderless::check).doesNotThrowAnyException();
    }
}
