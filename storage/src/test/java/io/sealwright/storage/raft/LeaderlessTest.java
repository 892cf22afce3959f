package io.sealwright.storage.raft;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.storage.StoreException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class LeaderlessTest {
    @Test
    void anElectionIsWaitedForAndALostMajorityIsNot() throws InterruptedException {
        AtomicBoolean known = new AtomicBoolean(true);
        Leaderless leaderless = new Leaderless(known::get);
        leaderless.run();
        assertThatCode(leaderless::check).doesNotThrowAnyException();

        known.set(false);
        leaderless.run();
        assertThatCode(leaderless::check).doesNotThrowAnyException();
        Thread.sleep(Duration.ofMillis(5_100));
        leaderless.run();
        assertThatThrownBy(leaderless::check)
                .isInstanceOf(StoreException.Unavailable.class)
                .hasMessageContaining("majority");

        known.set(true);
        leaderless.run();
        assertThatCode(leaderless::check).doesNotThrowAnyException();
    }
}
