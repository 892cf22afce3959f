package io.sealwright.server.quotas;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealwright.server.quotas.RateWindows.Taken;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RateWindowsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final RateWindows windows = new RateWindows(100);

    @Test
    void soManyInAnIntervalAndThenNoneUntilItEnds() {
        RateLimitQuota quota = quota("q", 2, 10, 0);
        assertThat(take(quota, 0).remaining()).isEqualTo(1);
        assertThat(take(quota, 1).allowed()).isTrue();
        Taken refused = take(quota, 3);
        assertThat(refused.allowed()).isFalse();
        assertThat(refused.blocked()).isFalse();
        assertThat(refused.resetAfter()).isEqualTo(Duration.ofSeconds(7));
        assertThat(take(quota, 10).allowed()).isTrue();
    }

    @Test
    void anAddressThatWasOverTheLimitIsBlockedLonger() {
        RateLimitQuota quota = quota("q", 1, 1, 30);
        assertThat(take(quota, 0).allowed()).isTrue();
        assertThat(take(quota, 0).blocked()).isTrue();
        Taken later = take(quota, 29);
        assertThat(later.blocked()).isTrue();
        assertThat(later.resetAfter()).isEqualTo(Duration.ofSeconds(1));
        assertThat(take(quota, 30).allowed()).isTrue();
    }

    @Test
    void addressesAndQuotasCountApartAndAChangedOneAnew() {
        RateLimitQuota quota = quota("q", 1, 10, 0);
        assertThat(windows.take(quota, "a", NOW).allowed()).isTrue();
        assertThat(windows.take(quota, "b", NOW).allowed()).isTrue();
        assertThat(windows.take(quota, "a", NOW).allowed()).isFalse();
        assertThat(windows.take(quota("other", 1, 10, 0), "a", NOW).allowed()).isTrue();
        assertThat(windows.take(quota("q", 1, 20, 0), "a", NOW).allowed()).isTrue();
    }

    @Test
    void anOlderTimeBelongsToTheIntervalThatIsThere() {
        RateLimitQuota quota = quota("q", 1, 10, 0);
        take(quota, 5);
        assertThat(take(quota, 4).allowed()).isFalse();
    }

    @Test
    void aFloodOfAddressesTakesBoundedMemoryAndIsLimitedAsOne() {
        RateLimitQuota quota = quota("q", 5, 10, 0);
        int allowed = 0;
        for (int i = 0; i < 1_000; i++) {
            allowed += windows.take(quota, "10.0." + i, NOW).allowed() ? 1 : 0;
        }
        assertThat(windows.size()).isLessThanOrEqualTo(101);
        assertThat(allowed).isEqualTo(100 + 5);
        // Once the old ones are over there is room again.
        assertThat(windows.take(quota, "new", NOW.plusSeconds(10)).allowed()).isTrue();
        assertThat(windows.size()).isEqualTo(1);
    }

    @Test
    void aRateBelowOneIsOne() {
        assertThat(take(quota("q", 0.5, 10, 0), 0).allowed()).isTrue();
        assertThat(quota("q", 2.9, 1, 0).most()).isEqualTo(2);
    }

    @Test
    void noRequestIsCountedTwiceOrLostUnderManyThreads() throws Exception {
        RateLimitQuota quota = quota("q", 500, 10, 0);
        AtomicInteger allowed = new AtomicInteger();
        try (var threads = Executors.newFixedThreadPool(8)) {
            for (int i = 0; i < 1_000; i++) {
                threads.execute(() -> {
                    if (take(quota, 0).allowed()) {
                        allowed.incrementAndGet();
                    }
                });
            }
        }
        assertThat(allowed).hasValue(500);
    }

    @Test
    void theMostSpecificQuotaCounts() {
        QuotaTable table =
                new QuotaTable(
                        QuotaConfig.DEFAULT,
                        List.of(
                                target("all", "", "", ""),
                                target("mount", "m", "", ""),
                                target("wide", "m", "data/a*", ""),
                                target("narrow", "m", "data/ab*", ""),
                                target("path", "m", "data/abc", ""),
                                target("role", "r", "", "ci"),
                                target("logins", "r", "", "")));
        assertThat(name(table, "x", "y", "")).isEqualTo("all");
        assertThat(name(table, "m", "y", "")).isEqualTo("mount");
        assertThat(name(table, "m", "data/ax", "")).isEqualTo("wide");
        assertThat(name(table, "m", "data/abx", "")).isEqualTo("narrow");
        assertThat(name(table, "m", "data/abc", "")).isEqualTo("path");
        assertThat(name(table, "r", "login", "ci")).isEqualTo("role");
        assertThat(name(table, "r", "login", "cd")).isEqualTo("logins");
        assertThat(table.asksForRole("r")).isTrue();
        assertThat(table.asksForRole("m")).isFalse();
        assertThat(new QuotaTable(QuotaConfig.DEFAULT, List.of()).isEmpty()).isTrue();
    }

    @Test
    void exemptPaths() {
        QuotaConfig config = new QuotaConfig(false, false, List.of("sys/mounts", "auth/*"));
        assertThat(config.exempts("sys/mounts")).isTrue();
        assertThat(config.exempts("sys/mounts/x")).isTrue();
        assertThat(config.exempts("sys/mount")).isFalse();
        assertThat(config.exempts("auth/token/lookup-self")).isTrue();
        assertThat(QuotaConfig.DEFAULT.exempts("sys/health")).isTrue();
    }

    private static String name(QuotaTable table, String mount, String below, String role) {
        return table.find(mount, below, role).map(RateLimitQuota::name).orElse("none");
    }

    private static RateLimitQuota target(String name, String mount, String below, String role) {
        return new RateLimitQuota(name, mount, below, role, 1, 1, 0, false);
    }

    private Taken take(RateLimitQuota quota, long second) {
        return windows.take(quota, "10.0.0.1", NOW.plusSeconds(second));
    }

    private static RateLimitQuota quota(String name, double rate, long interval, long block) {
        return new RateLimitQuota(name, "", "", "", rate, interval, block, true);
    }
}
