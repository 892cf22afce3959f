package io.sealwright.server.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealwright.server.config.EventSettings;
import io.sealwright.server.spi.Events;
import io.sealwright.server.spi.Expiring;
import io.sealwright.server.testing.WholeNode;
import io.sealwright.storage.Deadline;
import io.sealwright.storage.RaftStore;
import io.sealwright.storage.barrier.Barrier;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ExpiringNoticesIT {
    private static final EventSettings SETTINGS =
            new EventSettings(100_000, Duration.ofHours(72), Duration.ofHours(72), 1);

    private static final WholeNode NODE = WholeNode.shared();
    private static final Instant START = Instant.now();

    @BeforeAll
    static void mount() {
        WholeNode.ok(
                NODE.post(
                        "sys/mounts/ending", "{\"type\":\"kv\",\"options\":{\"version\":\"2\"}}"));
    }

    /** What is told at that time, by its path; a version's with its number. */
    private static List<String> told(Duration later) {
        Barrier barrier = NODE.bean(Barrier.class);
        long before = last(barrier);
        new ExpiringNotices(
                        barrier,
                        NODE.beans(Expiring.class),
                        NODE.bean(Events.class),
                        SETTINGS,
                        () -> START.plus(later))
                .tick(Objects.requireNonNull(NODE.bean(RaftStore.class).fence()));
        return barrier.transact(
                Deadline.in(Duration.ofSeconds(20)),
                transaction ->
                        EventLog.after(transaction, before, 1_000).stream()
                                .map(LoggedEvent::event)
                                .filter(event -> event.type().equals(ExpiringNotices.TYPE))
                                .map(event ->
                                        event.dataPath()
                                                + event.metadata().getOrDefault("version", ""))
                                .toList());
    }

    private static long last(Barrier barrier) {
        return barrier.transact(Deadline.in(Duration.ofSeconds(20)), EventLog::last);
    }

    private static void annotate(String name, Duration left) {
        WholeNode.ok(
                NODE.post(
                        "ending/metadata/" + name,
                        "{\"custom_metadata\":{\"expires_at\":\"" + START.plus(left) + "\"}}"));
    }

    @Test
    void eachEndIsToldOnceWhenItsTimeHasComeAlsoManyAtOneTime() {
        annotate("certificate", Duration.ofHours(1_100));
        WholeNode.ok(NODE.post("ending/metadata/limited", "{\"delete_version_after\":\"1110h\"}"));
        WholeNode.ok(NODE.post("ending/data/limited", "{\"data\":{\"a\":1}}"));
        int many = 2 * ExpiringNotices.PAGE + 10;
        for (int i = 0; i < many; i++) {
            annotate("many/" + i, Duration.ofHours(1_200));
        }

        assertThat(told(Duration.ofHours(1_000))).isEmpty();
        assertThat(told(Duration.ofHours(1_030))).containsExactly("ending/data/certificate");
        assertThat(told(Duration.ofHours(1_030))).isEmpty();
        assertThat(told(Duration.ofHours(1_050))).containsExactly("ending/data/limited1");
        assertThat(told(Duration.ofHours(1_130))).hasSize(many).doesNotHaveDuplicates();
        // Behind what was told already, and so not told; moved on, it is.
        annotate("certificate", Duration.ofHours(1_190));
        assertThat(told(Duration.ofHours(1_131))).isEmpty();
        annotate("certificate", Duration.ofHours(1_300));
        assertThat(told(Duration.ofHours(1_240))).containsExactly("ending/data/certificate");
    }
}
