package io.sealwright.server.engine.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PlanTest {
    private static final Instant NOW = Instant.parse("2026-03-28T10:00:30Z");
    private static final long HOUR = 3_600;

    private static Instant at(long millis) {
        return Instant.ofEpochMilli(millis);
    }

    @Test
    void aPeriodBeginsWithTheLastChange() {
        Plan plan = new Plan(HOUR, "", 0, 0, 0, 3).after(NOW);
        assertThat(at(plan.dueAt())).isEqualTo(NOW.plusSeconds(HOUR));
        assertThat(plan.failures()).isZero();
    }

    @Test
    void failuresPutItOffLaterAndLater() {
        Plan plan = new Plan(HOUR, "", 0, 0, 0, 0).after(NOW);
        long[] pauses = {10, 20, 40, 80, 160, 320, 600, 600};
        for (long pause : pauses) {
            plan = plan.failed(NOW, true);
            assertThat(at(plan.dueAt())).isEqualTo(NOW.plusSeconds(pause));
        }
        assertThat(at(plan.plannedAt())).isEqualTo(NOW.plusSeconds(HOUR));
    }

    @Test
    void outsideOfItsWindowItWaitsForTheNextOne() {
        Plan plan = new Plan(0, "0 10 * * *", HOUR, 0, 0, 0).after(NOW.minus(Duration.ofDays(1)));
        assertThat(at(plan.plannedAt())).isEqualTo(Instant.parse("2026-03-28T10:00:00Z"));
        assertThat(plan.isMissed(NOW)).isFalse();
        assertThat(at(plan.failed(NOW, true).dueAt())).isEqualTo(NOW.plusSeconds(10));
        Instant late = Instant.parse("2026-03-28T10:59:55Z");
        assertThat(at(plan.failed(late, true).dueAt()))
                .isEqualTo(Instant.parse("2026-03-29T10:00:00Z"));
        assertThat(plan.isMissed(Instant.parse("2026-03-28T11:00:01Z"))).isTrue();
    }

    @Test
    void withoutAPlanOnlyWhatWasBegunIsLookedAtAgain() {
        assertThat(Plan.NONE.after(NOW).dueAt()).isZero();
        assertThat(Plan.NONE.failed(NOW, false).dueAt()).isZero();
        assertThat(Plan.NONE.failed(NOW, true).dueAt()).isPositive();
    }

    @Test
    void aPendingPasswordOutlivesEverythingButItsSuccess() {
        Account account = Account.of("u", "old", new Plan(HOUR, "", 0, 0, 0, 0)).begun("new", NOW);
        assertThat(account.isHeld(NOW)).isTrue();
        assertThat(at(account.plan().dueAt())).isEqualTo(NOW.plus(Account.UNDER_WAY));
        assertThat(account.isHeld(NOW.plus(Account.UNDER_WAY))).isFalse();
        Account failed = account.failed(NOW, true);
        assertThat(failed.pending()).isEqualTo("new");
        assertThat(failed.password()).isEqualTo("old");
        assertThat(failed.isHeld(NOW)).isFalse();
        Account finished = failed.finished(NOW);
        assertThat(finished.password()).isEqualTo("new");
        assertThat(finished.isChanging()).isFalse();
        assertThat(finished.rotatedAt()).isEqualTo(NOW.toEpochMilli());
        assertThat(finished.toString()).doesNotContain("new");
    }
}
