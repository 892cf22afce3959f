package io.sealwright.storage.raft;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ContactsTest {
    private static final Answer ANSWER =
            new Answer(1, false, true, 7, Answer.NO_MARK, List.of(), List.of());

    private final AtomicLong now = new AtomicLong();
    private final Contacts contacts = new Contacts(now::get);

    private void pass(long millis) {
        now.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    private void tick() {
        contacts.tick(List.of("b", "c"));
    }

    private static long seconds(long seconds) {
        return TimeUnit.SECONDS.toNanos(seconds);
    }

    @Test
    void silenceAndSteadinessAddUpOverTicks() {
        tick();
        for (int i = 0; i < 20; i++) {
            contacts.heard("b", ANSWER);
            pass(500);
            tick();
        }
        assertThat(contacts.silentFor(seconds(9))).containsExactly("c");
        assertThat(contacts.silentFor(seconds(10))).isEmpty();
        assertThat(contacts.steadyFor(seconds(9))).containsExactly("b");
        assertThat(contacts.steadyFor(seconds(11))).isEmpty();
        assertThat(contacts.recent()).containsOnlyKeys("b");
        assertThat(contacts.sinceNanos("c")).isEqualTo(seconds(10));
    }

    @Test
    void aGapBeginsSteadinessAnew() {
        tick();
        contacts.heard("b", ANSWER);
        pass(1_000);
        tick();
        pass(3_000);
        tick();
        contacts.heard("b", ANSWER);
        assertThat(contacts.steadyFor(0)).contains("b");
        assertThat(contacts.steadyFor(seconds(1))).isEmpty();
    }

    /** Stopped by SIGSTOP, or a suspended machine: the others did not go silent by that. */
    @Test
    void aPauseOfTheListenerIsNoSilenceOfTheOthers() {
        tick();
        pass(TimeUnit.HOURS.toMillis(48));
        tick();
        assertThat(contacts.silentFor(seconds(1))).isEmpty();
    }

    @Test
    void aNewLeaderBeginsAnew() {
        tick();
        for (int i = 0; i < 100; i++) {
            pass(1_000);
            tick();
        }
        assertThat(contacts.silentFor(seconds(60))).contains("b", "c");
        contacts.clear();
        tick();
        assertThat(contacts.silentFor(0)).isEmpty();
    }

    @Test
    void whoIsNoMemberAnyMoreIsForgotten() {
        tick();
        contacts.heard("b", ANSWER);
        contacts.tick(List.of("c"));
        assertThat(contacts.recent()).isEmpty();
        assertThat(contacts.last("b")).isNull();
    }
}
