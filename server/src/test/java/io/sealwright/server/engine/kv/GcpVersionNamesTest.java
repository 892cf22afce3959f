package io.sealwright.server.engine.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.server.gcp.GcpName;
import io.sealwright.server.spi.RequestFailure;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GcpVersionNamesTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    private static SecretVersion version(long number) {
        return SecretVersion.created(number, "id" + number, NOW, null);
    }

    private static Secret secret(int versions) {
        Secret secret = Secret.created(new byte[16], "suffix", NOW);
        for (int number = 1; number <= versions; number++) {
            secret = secret.append(version(number), NOW);
        }
        return secret;
    }

    private static long find(Secret secret, String version) {
        return GcpVersionNames.find(new GcpName("p", "", "s", version), secret).number();
    }

    @Test
    void latestIsTheHighestNumberWhateverItsState() {
        Secret secret = secret(3);
        assertThat(find(secret, "latest")).isEqualTo(3);
        assertThat(find(secret.replace(version(3).disabled(null)), "latest")).isEqualTo(3);
        assertThat(find(secret.replace(version(3).destroyed(NOW)), "latest")).isEqualTo(3);
        assertThat(find(secret.labelled(Secret.CURRENT, 1, NOW), "latest")).isEqualTo(3);
    }

    @Test
    void whatARotationTriesOutIsNeverTheLatest() {
        Secret trying = secret(2).appendPending(version(3));
        assertThat(find(trying, "latest")).isEqualTo(2);
        assertThat(GcpState.of(trying, version(3), NOW)).isEqualTo(GcpState.DISABLED);
        Secret failed = trying.replace(version(3).destroyed(NOW)).withoutPending();
        assertThat(find(failed, "latest")).isEqualTo(2);
        assertThat(find(trying.finished(version(3), NOW), "latest")).isEqualTo(3);
    }

    @Test
    void numbersAndAliases() {
        Secret secret = secret(2);
        SecretAbout about = secret.about();
        Secret named =
                secret.with(
                        about.withGoogle(
                                about.google()
                                        .withAliases(new LinkedHashMap<>(Map.of("prod", 1L)))),
                        NOW);
        assertThat(find(named, "2")).isEqualTo(2);
        assertThat(find(named, "prod")).isEqualTo(1);
        for (String none : List.of("3", "0", "01", "test", "9999999999999999999")) {
            assertThatThrownBy(() -> find(named, none))
                    .isInstanceOf(RequestFailure.class)
                    .hasMessageContaining("NOT_FOUND");
        }
        assertThatThrownBy(() -> find(secret(0), "latest")).hasMessageContaining("no versions");
    }
}
