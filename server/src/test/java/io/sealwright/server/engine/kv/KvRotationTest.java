package io.sealwright.server.engine.kv;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealwright.rotation.RotationStep;
import io.sealwright.server.engine.EngineHarness;
import io.sealwright.server.engine.Reply;
import io.sealwright.server.policies.PasswordPolicies;
import io.sealwright.server.rotation.RotationDriver;
import io.sealwright.server.spi.Event;
import io.sealwright.storage.Keys;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Secrets that are rotated: by the generator, in a target, and while others act. */
class KvRotationTest extends RotationFixture {
    // The generator.

    @Test
    void theGeneratorGivesANewValueByItsPeriod() {
        rotated("{\"period\":\"1h\",\"length\":40,\"charset\":\"hex\"}");
        assertThat(status("state")).isEqualTo("idle");
        node.pass(Duration.ofMinutes(59));
        driver.run();
        assertThat(currentVersion()).isEqualTo("1");

        node.pass(Duration.ofMinutes(1));
        driver.run();

        assertThat(currentVersion()).isEqualTo("2");
        assertThat(node.get("secret/data/db").text("/data/password")).matches("[0-9a-f]{40}");
        assertThat(node.get("secret/data/db").text("/data/user")).isEqualTo("app");
        assertThat(status("last_outcome")).isEqualTo("succeeded");
        assertThat(status("next"))
                .isEqualTo(
                        KvJson.time(
                                Instant.ofEpochMilli(
                                        node.now().plus(Duration.ofHours(1)).toEpochMilli())));
        assertThat(driver.audited()).containsExactly("end succeeded");
        assertThat(driver.counted("successes")).isEqualTo(1);
        assertThat(node.get("secret/data/db?version=1").text("/data")).isEqualTo(OLD);
    }

    @Test
    void rotateNowNeedsNoSchedule() {
        rotated("{}");
        assertThat(status("next")).isEmpty();
        assertThat(node.post("secret/rotate/db", "{}").text("/state")).isEqualTo("idle");
        driver.run();
        assertThat(currentVersion()).isEqualTo("2");
        assertThat(status("next")).isEmpty();
        assertThat(node.dueEntries()).isZero();
    }

    private static void policy(String text) {
        node.transact(transaction -> {
            if (text.isEmpty()) {
                PasswordPolicies.delete(transaction, Keys.ROOT_NAMESPACE, "some");
            } else {
                PasswordPolicies.put(transaction, Keys.ROOT_NAMESPACE, "some", text);
            }
            return text;
        });
    }

    @Test
    void aPasswordPolicyThatIsGoneFailsAndIsTriedAgain() {
        policy("length = 12 rule \"charset\" { charset = \"abc\" }");
        rotated("{\"password_policy\":\"some\",\"period\":\"1h\",\"retries\":1}");
        policy("");
        ok(node.post("secret/rotate/db", "{}"));
        driver.run();
        assertThat(status("state")).isEqualTo("failed");
        assertThat(status("last_error")).isEqualTo("create: there is no such password policy");
        assertThat(status("attempt")).isEqualTo("1");
        assertThat(driver.overdue()).isEqualTo(1);
        node.pass(SOON);
        driver.run();
        assertThat(status("attempt")).as("up to the next time").isEqualTo("0");
        ok(node.post("secret/rotation/db", "{\"password_policy\":\"\"}"));
        node.pass(Duration.ofHours(1));
        driver.run();
        assertThat(status("state")).isEqualTo("idle");
        assertThat(driver.overdue()).isZero();
    }

    @Test
    void aMissedWindowWaitsForTheNextTime() {
        rotated("{\"cron\":\"0 12 * * *\",\"window\":\"10m\"}");
        node.pass(Duration.ofHours(24 * 365));
        driver.run();
        assertThat(currentVersion()).isEqualTo("1");
        assertThat(driver.counted("missed")).isEqualTo(1);
        assertThat(status("last_error")).contains("window");
        assertThat(node.dueEntries()).isEqualTo(1);
    }

    // A target.

    @Test
    void createSetTestFinish() {
        rotated("{\"rotator\":\"target\"}");
        ok(node.post("secret/rotate/db", "{}"));
        assertThat(driver.run()).isTrue();
        assertThat(driver.calls()).containsExactly("set", "test");
        assertThat(driver.value()).isEqualTo(current()).isNotEqualTo(OLD);
        assertThat(driver.audited()).containsExactly("set done", "test done", "end succeeded");
        assertThat(currentVersion()).isEqualTo("2");
        assertThat(toldSinceTheFirstWrite()).containsExactly("kv-v2/data-write", "secret/rotated");
    }

    /** Types of events; of which none holds what is rotated. */
    private static List<String> toldSinceTheFirstWrite() {
        List<Event> told = List.copyOf(node.told());
        String password = node.get("secret/data/db").text("/data/password");
        assertThat(told)
                .allSatisfy(event ->
                        assertThat(event.metadata().values()).doesNotContain("old", password));
        return told.subList(1, told.size()).stream().map(Event::type).toList();
    }

    @Test
    void aTestThatFailsPutsTheTargetBack() {
        rotated("{\"rotator\":\"target\",\"retries\":0}");
        driver.fate(failing(RotationStep.TEST, 1, true));
        ok(node.post("secret/rotate/db", "{}"));
        driver.run();
        assertThat(driver.calls()).containsExactly("set", "test", "undo", "verify");
        assertThat(driver.value()).isEqualTo(OLD);
        assertThat(current()).isEqualTo(OLD);
        assertThat(currentVersion()).isEqualTo("1");
        assertThat(status("state")).isEqualTo("rolled_back");
        assertThat(status("last_error")).isEqualTo("test: broken");
        assertThat(driver.counted("failures")).isEqualTo(1);
        assertThat(node.get("secret/metadata/db").text("/versions/2/destroyed")).isEqualTo("true");
        assertThat(driver.audited())
                .containsExactly(
                        "set done", "test failed", "undo done", "verify done", "end rolled_back");
        assertThat(toldSinceTheFirstWrite()).containsExactly("secret/rotation-failed");
        assertThat(node.told().getLast().metadata())
                .containsEntry("outcome", "rolled_back")
                .containsEntry("error", "test: broken")
                .containsEntry("rotator", "target")
                .containsEntry("version", "2");
        assertThat(node.told().getLast().dataPath()).isEqualTo("data/db");

        // The next one takes the place of the destroyed version.
        ok(node.post("secret/rotate/db", "{}"));
        driver.run();
        assertThat(currentVersion()).isEqualTo("3");
        assertThat(node.get("secret/metadata/db").names("/versions")).containsExactly("1", "3");
    }

    @Test
    void whatIsPendingIsSeenByNobody() {
        rotated("{\"rotator\":\"target\"}");
        driver.fate(crash(1, false));
        ok(node.post("secret/rotate/db", "{}"));
        assertThat(driver.run()).isFalse();
        assertThat(status("state")).isEqualTo("rotating");
        assertThat(status("step")).isEqualTo("test");
        assertThat(status("pending_version")).isEqualTo("2");
        assertThat(current()).isEqualTo(OLD);
        assertThat(currentVersion()).isEqualTo("1");
        Reply pending = node.get("secret/data/db?version=2");
        assertThat(pending.status()).isEqualTo(404);
        assertThat(pending.text("/data")).isEqualTo("null");
        assertThat(node.get("secret/subkeys/db?version=2").status()).isEqualTo(404);
        for (String change : List.of("delete", "undelete", "destroy")) {
            assertThat(node.post("secret/" + change + "/db", "{\"versions\":[2]}").status())
                    .isEqualTo(400);
        }
        assertThat(node.delete("secret/rotation/db").status()).isEqualTo(400);
        assertThat(node.post("secret/rotation/db", "{\"rotator\":\"generator\"}").status())
                .isEqualTo(400);
        node.pass(SOON);
        driver.fate(RotationDriver.reliable());
        driver.run();
        assertThat(currentVersion()).isEqualTo("2");
    }

    // Others act meanwhile.

    @Test
    void whatAUserWritesMeanwhileHolds() {
        rotated("{\"rotator\":\"target\",\"retries\":0}");
        ok(node.post("secret/rotate/db", "{}"));
        driver.fate(crash(1, true));
        driver.run();
        String written = "{\"user\":\"app\",\"password\":\"mine\"}";
        Reply reply =
                node.post("secret/data/db", "{\"data\":" + written + ",\"options\":{\"cas\":1}}");
        assertThat(reply.text("/version")).isEqualTo("3");
        assertThat(current()).isEqualTo(written);
        driver.fate(RotationDriver.reliable());
        node.pass(SOON);
        driver.run();
        assertThat(status("state")).isEqualTo("rolled_back");
        assertThat(status("last_error")).contains("was written or deleted");
        assertThat(current()).isEqualTo(written);
        assertThat(driver.value()).as("the target takes what readers get").isEqualTo(written);
        assertThat(currentVersion()).isEqualTo("3");
    }

    @Test
    void aSecretThatIsDeletedMeanwhileStaysDeleted() {
        rotated("{\"rotator\":\"target\",\"retries\":0}");
        ok(node.post("secret/rotate/db", "{}"));
        driver.fate(crash(1, true));
        driver.run();
        ok(node.delete("secret/data/db"));
        driver.fate(RotationDriver.reliable());
        node.pass(SOON);
        driver.run();
        assertThat(status("state")).isEqualTo("rolled_back");
        assertThat(node.get("secret/data/db").status()).isEqualTo(404);
        assertThat(driver.value()).isEqualTo(OLD);
    }

    @Test
    void anOldValueThatIsDestroyedMeanwhileIsReplaced() {
        rotated("{\"rotator\":\"target\",\"retries\":0}");
        ok(node.post("secret/rotate/db", "{}"));
        driver.fate(crash(1, true));
        driver.run();
        ok(node.post("secret/destroy/db", "{\"versions\":[1]}"));
        driver.fate(RotationDriver.reliable());
        node.pass(SOON);
        driver.run();
        assertThat(status("last_outcome")).isEqualTo("succeeded");
        assertThat(driver.value()).isEqualTo(current());
    }

    @Test
    void aRemovedSecretTakesItsRotationAlong() {
        rotated("{\"rotator\":\"target\",\"period\":\"1h\"}");
        ok(node.post("secret/rotate/db", "{}"));
        driver.fate(crash(1, true));
        driver.run();
        ok(node.delete("secret/metadata/db"));
        driver.fate(RotationDriver.reliable());
        node.pass(SOON);
        driver.run();
        assertThat(driver.calls()).containsExactly("set", "test");
        assertThat(node.get("secret/rotation/db/status").status()).isEqualTo(404);
        assertThat(node.items(mount)).isZero();
        assertThat(node.dueEntries()).isZero();
    }

    @Test
    void aRemovedMountEndsIt() {
        rotated("{\"rotator\":\"target\",\"period\":\"1h\"}");
        ok(node.post("secret/rotate/db", "{}"));
        driver.fate(crash(0, true));
        driver.run();
        node.transact(transaction -> {
            transaction.records(mount.namespaceId(), mount.space()).clear();
            return mount;
        });
        driver.fate(RotationDriver.reliable());
        node.pass(SOON);
        driver.run();
        assertThat(driver.calls()).containsExactly("set");
        node.pass(Duration.ofHours(2));
        driver.run();
        assertThat(node.dueEntries()).isZero();
    }

    @Test
    void aRotationCanBeGivenUpByForce() {
        rotated("{\"rotator\":\"target\"}");
        ok(node.post("secret/rotate/db", "{}"));
        driver.fate(crash(1, true));
        driver.run();
        ok(node.delete("secret/rotation/db?force=true"));
        assertThat(current()).isEqualTo(OLD);
        assertThat(node.get("secret/metadata/db").text("/versions/2/destroyed")).isEqualTo("true");
        node.pass(SOON);
        driver.run();
        assertThat(driver.calls()).containsExactly("set", "test");
        assertThat(node.get("secret/rotation/db").status()).isEqualTo(404);
    }

    @Test
    void aRotatorThatIsGoneIsWaitedForWhereTheTargetWasTouched() {
        rotated("{\"rotator\":\"target\",\"retries\":0}");
        ok(node.post("secret/rotate/db", "{}"));
        driver.fate(crash(1, true));
        driver.run();
        driver.removeRotator();
        driver.fate(RotationDriver.reliable());
        node.pass(SOON);
        driver.run();
        assertThat(status("state")).isEqualTo("rotating");
        assertThat(status("last_error"))
                .isEqualTo("test: there is no such rotator in sys/rotators");
        assertThat(driver.overdue()).isEqualTo(1);
        driver.defineRotator(false);
        node.pass(SOON);
        driver.run();
        assertThat(status("last_outcome")).isEqualTo("succeeded");
    }

    @Test
    void settingsThatChangeMeanwhileHoldFromTheNextStepOn() {
        rotated("{\"rotator\":\"target\",\"retries\":0,\"period\":\"1h\"}");
        ok(node.post("secret/rotate/db", "{}"));
        driver.fate(crash(0, true));
        driver.run();
        String next = status("next");
        ok(
                node.post(
                        "secret/rotation/db",
                        "{\"parameters\":{\"host\":\"db2\"},\"period\":\"2h\",\"length\":99}"));
        assertThat(status("next")).as("what is under way goes on").isEqualTo(next);
        driver.fate(RotationDriver.reliable());
        node.pass(SOON);
        driver.run();
        assertThat(driver.parameters()).containsExactly("{}", "{\"host\":\"db2\"}");
        assertThat(status("last_outcome")).isEqualTo("succeeded");
        assertThat(node.get("secret/data/db").text("/data/password")).hasSize(32);
        assertThat(status("next"))
                .isEqualTo(
                        KvJson.time(
                                Instant.ofEpochMilli(
                                        node.now().plus(Duration.ofHours(2)).toEpochMilli())));
    }

    // Settings.

    @Test
    void settingsAreShownAndKept() {
        rotated(
                "{\"cron\":\"0 3 * * SUN\",\"time_zone\":\"Europe/Berlin\",\"window\":\"2h\","
                        + "\"parameters\":{\"host\":\"db1\"}}");
        ok(node.post("secret/rotation/db", "{\"length\":20}"));
        Reply shown = node.get("secret/rotation/db");
        assertThat(shown.text("/cron")).isEqualTo("0 3 * * SUN");
        assertThat(shown.text("/time_zone")).isEqualTo("Europe/Berlin");
        assertThat(shown.text("/window")).isEqualTo("7200");
        assertThat(shown.text("/length")).isEqualTo("20");
        assertThat(shown.text("/parameters/host")).isEqualTo("db1");
        ok(node.post("secret/rotation/db", "{\"period\":\"24h\"}"));
        assertThat(node.get("secret/rotation/db").text("/cron")).isEmpty();
        assertThat(EngineHarness.keys(node.list("secret/rotation"))).containsExactly("db");
        ok(node.delete("secret/rotation/db"));
        assertThat(node.get("secret/rotation/db").status()).isEqualTo(404);
        assertThat(node.list("secret/rotation").status()).isEqualTo(404);
        assertThat(node.dueEntries()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"rotator\":\"none\"}",
                "{\"rotator\":\"a/b\"}",
                "{\"password_policy\":\"none\"}",
                "{\"cron\":\"x\"}",
                "{\"cron\":\"0 0 31 2 *\"}",
                "{\"cron\":\"0 3 * * *\",\"time_zone\":\"Mars\"}",
                "{\"cron\":\"0 3 * * *\",\"period\":\"1h\"}",
                "{\"period\":\"1h\",\"jitter\":\"2h\"}",
                "{\"length\":4}",
                "{\"charset\":\"klingon\"}",
                "{\"field\":\"\"}",
                "{\"retries\":1000}",
                "{\"retry_delay\":\"0s\"}",
                "{\"parameters\":[]}"
            })
    void settingsThatCannotBe(String settings) {
        ok(node.post("secret/data/db", "{\"data\":" + OLD + "}"));
        assertThat(node.post("secret/rotation/db", settings).status()).isEqualTo(400);
        assertThat(node.get("secret/rotation/db").status()).isEqualTo(404);
        assertThat(node.post("secret/rotate/db", "{}").status()).isEqualTo(404);
    }

    @Test
    void aSecretThatIsCalledStatusIsReached() {
        ok(node.post("secret/data/a/status", "{\"data\":{\"k\":\"v\"}}"));
        ok(node.post("secret/rotation/a/status", "{\"field\":\"k\"}"));
        assertThat(node.get("secret/rotation/a/status").status())
                .as("the status of a, which is no secret")
                .isEqualTo(404);
        assertThat(node.get("secret/rotation/a/status/status").text("/state")).isEqualTo("idle");
        ok(node.post("secret/rotate/a/status", "{}"));
        driver.run();
        assertThat(node.get("secret/rotation/a/status/status").text("/last_outcome"))
                .isEqualTo("succeeded");
        assertThat(EngineHarness.keys(node.list("secret/rotation/a"))).containsExactly("status");
        ok(node.delete("secret/rotation/a/status"));
    }

    @Test
    void withoutASecretThereIsNothingToRotate() {
        assertThat(node.post("secret/rotation/none", "{}").status()).isEqualTo(404);
        assertThat(node.post("secret/rotate/none", "{}").status()).isEqualTo(404);
        ok(node.delete("secret/rotation/none"));
    }
}
