package io.sealwright.server.engine.kv;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealwright.rotation.RotationStep;
import io.sealwright.server.rotation.RotationDriver;
import io.sealwright.server.rotation.RotationDriver.Crash;
import io.sealwright.server.rotation.RotationDriver.Fate;
import java.time.Duration;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Leaders that die at every point, and targets that fail at every step. */
class KvRotationCrashTest extends RotationFixture {
    static Stream<Arguments> crashes() {
        return Stream.of("none", "SET", "SET-after", "TEST", "TEST-after", "UNDO", "VERIFY")
                .flatMap(failure ->
                        Stream.of(false, true)
                                .flatMap(after ->
                                        Stream.of(0, 1, 2, 3, 4, 5)
                                                .map(at -> Arguments.of(failure, at, after))));
    }

    private static Fate failures(String failure) {
        return switch (failure) {
            case "none" -> RotationDriver.reliable();
            case "SET" -> failing(RotationStep.SET, 1, false);
            case "SET-after" -> failing(RotationStep.SET, 1, true);
            case "TEST" -> failing(RotationStep.TEST, 1, false);
            case "TEST-after" -> failing(RotationStep.TEST, 1, true);
            case "UNDO" -> both(failing(RotationStep.TEST, 1, true), RotationStep.UNDO);
            case "VERIFY" -> both(failing(RotationStep.TEST, 1, true), RotationStep.VERIFY);
            default -> throw new AssertionError(failure);
        };
    }

    @ParameterizedTest
    @MethodSource("crashes")
    void whereverALeaderDiesTheNextOneFinishesOrUndoes(String failure, int at, boolean after) {
        rotated("{\"rotator\":\"target\",\"retries\":0}");
        ok(node.post("secret/rotate/db", "{}"));
        driver.fate(crash(at, after, failures(failure)));
        driver.run();
        if (node.get("secret/rotation/db/status").text("/token").isEmpty()) {
            agreed();
            return;
        }
        assertThat(current()).isEqualTo(OLD);
        settle();
        agreed();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void whatADeposedLeaderDidDoesNotLand(int at) {
        rotated("{\"rotator\":\"target\",\"retries\":0}");
        ok(node.post("secret/rotate/db", "{}"));
        Fate failing = failures("TEST-after");
        driver.fate(
                new Fate() {
                    @Override
                    public String before(RotationStep step, int call) {
                        return failing.before(step, call);
                    }

                    @Override
                    public String after(RotationStep step, int call) {
                        if (call == at) {
                            driver.depose();
                        }
                        return failing.after(step, call);
                    }
                });
        assertThat(driver.run()).isFalse();
        settle();
        agreed();
    }

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 60);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whateverHappensReadersGetWhatTheTargetTakes(long seed) {
        Random random = new Random(seed);
        rotated("{\"rotator\":\"target\",\"retries\":2,\"retry_delay\":\"1s\"}");
        driver.fate(
                new Fate() {
                    private String maybe() {
                        if (random.nextInt(5) == 0) {
                            throw new Crash();
                        }
                        return random.nextInt(4) == 0 ? "broken" : "";
                    }

                    @Override
                    public String before(RotationStep step, int call) {
                        return maybe();
                    }

                    @Override
                    public String after(RotationStep step, int call) {
                        return maybe();
                    }
                });
        for (int i = 0; i < 12; i++) {
            if (random.nextInt(3) == 0) {
                ok(node.post("secret/rotate/db", "{}"));
            }
            if (random.nextInt(6) == 0) {
                // Whoever writes a value has set it in the target.
                String written = "{\"user\":\"app\",\"password\":\"by hand " + i + "\"}";
                ok(node.post("secret/data/db", "{\"data\":" + written + "}"));
                if (status("token").isEmpty()) {
                    driver.value(written);
                }
            }
            driver.run();
            node.pass(Duration.ofSeconds(20));
        }
        driver.fate(RotationDriver.reliable());
        settle();
        node.pass(Duration.ofHours(2));
        driver.run();
        assertThat(driver.value()).as("seed " + seed).isEqualTo(current());
        assertThat(driver.setTokens()).doesNotHaveDuplicates();
    }

    @Test
    void undoIsTriedUntilItWorks() {
        rotated("{\"rotator\":\"target\",\"retries\":0}");
        driver.fate(both(failing(RotationStep.TEST, 1, true), RotationStep.UNDO));
        ok(node.post("secret/rotate/db", "{}"));
        driver.run();
        assertThat(status("state")).isEqualTo("undoing");
        assertThat(status("last_error")).isEqualTo("undo: broken");
        node.pass(Duration.ofSeconds(11));
        driver.run();
        assertThat(status("state")).isEqualTo("undoing");
        node.pass(Duration.ofSeconds(11));
        driver.run();
        assertThat(status("state")).as("it waits longer").isEqualTo("undoing");
        node.pass(Duration.ofSeconds(11));
        driver.run();
        assertThat(status("state")).isEqualTo("rolled_back");
        assertThat(status("last_error")).isEqualTo("test: broken");
        assertThat(driver.value()).isEqualTo(OLD);
    }

    @Test
    void retriesAreBoundedAndSpreadOut() {
        rotated("{\"rotator\":\"target\",\"retries\":2,\"period\":\"30d\"}");
        driver.fate(failing(RotationStep.SET, 100, false));
        ok(node.post("secret/rotate/db", "{}"));
        int ran = 0;
        for (int i = 0; i < 20; i++) {
            int before = driver.audited().size();
            driver.run();
            ran += driver.audited().size() > before ? 1 : 0;
            node.pass(Duration.ofSeconds(5));
        }
        assertThat(ran).isEqualTo(3);
        assertThat(status("failures")).isEqualTo("3");
        assertThat(status("attempt")).isEqualTo("0");
        assertThat(node.dueEntries()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"0, false", "0, true", "1, false", "1, true", "2, true"})
    void aRotatorThatHasASayInTheNewValueIsAskedAgain(int at, boolean after) {
        driver.defineRotator(true);
        rotated("{\"rotator\":\"target\",\"retries\":0}");
        ok(node.post("secret/rotate/db", "{}"));
        driver.fate(crash(at, after));
        assertThat(driver.run()).isFalse();
        assertThat(current()).isEqualTo(OLD);
        driver.fate(RotationDriver.reliable());
        settle();
        agreed();
    }

    @Test
    void aCreateStepThatFailsLeavesNothing() {
        driver.defineRotator(true);
        rotated("{\"rotator\":\"target\",\"retries\":0}");
        ok(node.post("secret/rotate/db", "{}"));
        driver.fate(failing(RotationStep.CREATE, 1, true));
        driver.run();
        assertThat(status("state")).isEqualTo("failed");
        assertThat(status("last_error")).isEqualTo("create: broken");
        assertThat(driver.calls()).containsExactly("create");
        assertThat(node.get("secret/metadata/db").names("/versions")).containsExactly("1");
    }
}
