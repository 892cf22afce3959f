package io.sealwright.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lines about rotations stand in the chain like those about requests, and are nobody's answer. */
class RotationEntryTest {
    @TempDir Path folder;

    private static AuditEntry entry(String error) {
        return Fixtures.FORMAT.rotation(
                Instant.parse("2026-01-02T03:04:05Z"),
                new AuditRotation("token", "team/", "secret/db", "script", 2, "set", "done"),
                error);
    }

    @Test
    void itNamesTheStepAndItsOutcome() {
        assertThat(new String(entry("set: exit status 1").body(), StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"time\":\"2026-01-02T03:04:05Z\",\"type\":\"rotation\",\"rotation\":{"
                                + "\"token\":\"token\",\"namespace\":\"team/\",\"path\":\"secret/db\","
                                + "\"rotator\":\"script\",\"version\":2,\"step\":\"set\","
                                + "\"outcome\":\"done\"},\"error\":\"set: exit status 1\"");
    }

    @Test
    void itVerifiesAndLeavesNoRequestUnanswered() throws Exception {
        Path file = folder.resolve("audit.log");
        AuditHead head;
        try (AuditLog log = Fixtures.open(file, null)) {
            log.await(log.rotation(entry("")), Fixtures.deadline());
            Fixtures.pair(log, "request");
            head = Fixtures.newestHead(log);
        }
        assertThat(Fixtures.types(file)).contains("rotation");
        assertThat(Fixtures.verify(null, file).findings()).isEmpty();
        try (AuditLog log = Fixtures.open(file, head)) {
            assertThat(log.unanswered()).isEmpty();
        }
    }
}
