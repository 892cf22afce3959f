package io.sealwright.server.snapshots;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SnapshotNameTest {
    @Test
    void namesSortByTime() {
        String early = SnapshotName.of("p", Instant.parse("2026-11-30T09:00:00.001Z"));
        String late = SnapshotName.of("p", Instant.parse("2026-11-30T10:00:00Z"));
        assertThat(early).isEqualTo("p-20261130T090000001Z.snap").isLessThan(late);
    }

    @Test
    void onlyThisPrefixesNamesAreEverDeleted() {
        List<String> names =
                List.of(
                        "p-20260101T000000000Z.snap",
                        "p-20260103T000000000Z.snap",
                        "p-20260102T000000000Z.snap",
                        "p-q-20200101T000000000Z.snap",
                        "p-20200101T000000000Z.snap.bak",
                        "xp-20200101T000000000Z.snap",
                        "notes");
        assertThat(SnapshotName.beyond("p", names, 1))
                .containsExactly("p-20260102T000000000Z.snap", "p-20260101T000000000Z.snap");
        assertThat(SnapshotName.beyond("p", names, 3)).isEmpty();
    }

    @Test
    void anErrorIsTriedAgainAndASuccessForgetsIt() {
        ScheduleStatus failed = ScheduleStatus.NONE.begun(1_000, "u").failed(2_000, 3_600_000, "e");
        assertThat(failed.next()).isEqualTo(62_000);
        assertThat(failed.consecutiveErrors()).isEqualTo(1);
        ScheduleStatus well = failed.begun(62_000, "u2").succeeded(63_000, 3_600_000);
        assertThat(well.next()).isEqualTo(62_000 + 3_600_000);
        assertThat(well.lastUrl()).isEqualTo("u2");
        assertThat(well.consecutiveErrors()).isZero();
        assertThat(well.start()).isZero();
    }
}
