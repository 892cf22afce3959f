package io.sealwright.server.engine.transit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys that rotate by themselves. */
class RotationTest {
    private static TransitNode node;

    @BeforeAll
    static void open() {
        node = new TransitNode();
    }

    @AfterAll
    static void close() {
        node.close();
    }

    @BeforeEach
    void mount() {
        node.clearDue();
        node.mount();
    }

    private static int after(Duration time) {
        node.harness.pass(time);
        node.runDue();
        return node.latest("k");
    }

    private static void daily() {
        node.post("keys/k", "{\"auto_rotate_period\":\"24h\"}");
    }

    @Test
    void rotatesAfterEachPeriod() {
        daily();
        String ciphertext = node.encrypt("k", "hello");
        assertThat(after(Duration.ofHours(23))).isEqualTo(1);
        assertThat(after(Duration.ofHours(1))).isEqualTo(2);
        assertThat(after(Duration.ofHours(23))).isEqualTo(2);
        assertThat(after(Duration.ofHours(1))).isEqualTo(3);
        assertThat(node.encrypt("k", "")).startsWith("vault:v3:");
        assertThat(node.decrypt("k", ciphertext)).isEqualTo("hello");
        assertThat(node.harness.dueEntries()).isEqualTo(1);
    }

    @Test
    void aClusterThatWasDownRotatesOnce() {
        daily();
        assertThat(after(Duration.ofDays(30))).isEqualTo(2);
        assertThat(after(Duration.ofHours(23))).isEqualTo(2);
    }

    @Test
    void rotatingByHandBeginsThePeriodAgain() {
        daily();
        node.harness.pass(Duration.ofHours(23));
        node.post("keys/k/rotate", "{}");
        assertThat(after(Duration.ofHours(23))).isEqualTo(2);
        assertThat(after(Duration.ofHours(1))).isEqualTo(3);
    }

    @Test
    void aNewPeriodCountsFromTheLatestVersion() {
        node.post("keys/k", "{}");
        node.harness.pass(Duration.ofHours(10));
        node.post("keys/k/config", "{\"auto_rotate_period\":\"12h\"}");
        assertThat(after(Duration.ofHours(1))).isEqualTo(1);
        assertThat(after(Duration.ofHours(1))).isEqualTo(2);
        node.post("keys/k/config", "{\"auto_rotate_period\":0}");
        assertThat(node.harness.dueEntries()).isZero();
        assertThat(after(Duration.ofDays(10))).isEqualTo(2);
    }

    @Test
    void aPeriodThatIsOverAtOnceIsDueAtOnce() {
        node.post("keys/k", "{}");
        node.harness.pass(Duration.ofDays(10));
        node.post("keys/k/config", "{\"auto_rotate_period\":\"24h\"}");
        assertThat(after(Duration.ZERO)).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1s", "59m", "3599", "-1h"})
    void aPeriodIsAtLeastAnHour(String period) {
        String body = "{\"auto_rotate_period\":\"" + period + "\"}";
        assertThat(node.refused("keys/k", body)).isNotEmpty();
        node.post("keys/j", "{}");
        assertThat(node.refused("keys/j/config", body)).isNotEmpty();
    }

    @Test
    void aSoftDeletedKeyWaitsForItsNextTurn() {
        daily();
        node.harness.delete("t/keys/k/soft-delete");
        assertThat(after(Duration.ofHours(24))).isEqualTo(1);
        node.post("keys/k/soft-delete-restore", "{}");
        assertThat(after(Duration.ofHours(23))).isEqualTo(1);
        assertThat(after(Duration.ofHours(1))).isEqualTo(2);
    }

    @Test
    void aDeletedKeyRotatesNoMoreAndOneOfItsNameHasItsOwnPeriod() {
        daily();
        node.post("keys/k/config", "{\"deletion_allowed\":true}");
        node.harness.delete("t/keys/k");
        assertThat(node.harness.dueEntries()).isZero();
        node.harness.pass(Duration.ofHours(12));
        daily();
        assertThat(after(Duration.ofHours(12))).isEqualTo(1);
        assertThat(after(Duration.ofHours(12))).isEqualTo(2);
    }

    @Test
    void nothingHappensOnAMountThatIsGone() {
        daily();
        node.mount();
        node.harness.pass(Duration.ofDays(1));
        assertThat(node.runDue()).isEqualTo(1);
        assertThat(node.items()).isZero();
    }

    @Test
    void aRestoredKeyRotatesAsBefore() {
        node.post(
                "keys/k",
                "{\"auto_rotate_period\":\"24h\",\"exportable\":true,\"allow_plaintext_backup\":true}");
        String backup = node.get("backup/k").text("/backup");
        node.mount();
        node.post("restore", "{\"backup\":\"" + backup + "\"}");
        assertThat(node.get("keys/k").text("/auto_rotate_period")).isEqualTo("86400");
        assertThat(after(Duration.ofHours(23))).isEqualTo(1);
        assertThat(after(Duration.ofHours(1))).isEqualTo(2);
    }
}
