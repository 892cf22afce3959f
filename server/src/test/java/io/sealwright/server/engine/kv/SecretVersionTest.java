package io.sealwright.server.engine.kv;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class SecretVersionTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    @Test
    void deletingAndUndeletingEnablesNothingThatIsDisabled() {
        SecretVersion disabled =
                new SecretVersion(
                        1,
                        "id",
                        NOW,
                        VersionState.DISABLED,
                        null,
                        null,
                        NOW.plusSeconds(60),
                        false);
        assertThat(disabled.deleted(NOW)).isEqualTo(disabled);
        assertThat(disabled.deleted(NOW).undeleted()).isEqualTo(disabled);
    }
}
