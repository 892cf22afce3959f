package io.sealwright.server.engine.kv;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealwright.rotation.RotationStep;
import io.sealwright.server.engine.EngineHarness;
import io.sealwright.server.engine.Reply;
import io.sealwright.server.rotation.RotationDriver;
import io.sealwright.server.rotation.RotationDriver.Crash;
import io.sealwright.server.rotation.RotationDriver.Fate;
import io.sealwright.server.spi.Mount;
import io.sealwright.server.token.LeaseLimits;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** One node, a target that fails as a test says, and a secret that is rotated in it. */
abstract class RotationFixture {
    static final Duration SOON = Duration.ofSeconds(16);
    static final String OLD = "{\"user\":\"app\",\"password\":\"old\"}";

    static EngineHarness node;
    static KvEngineType engine;
    RotationDriver driver;
    Mount mount;

    @BeforeAll
    static void open() {
        node = EngineHarness.open();
        engine =
                new KvEngineType(
                        node.barrier(),
                        node.random(),
                        node.limits(),
                        LeaseLimits.VAULT,
                        node.events(),
                        OneMount.regions());
    }

    @AfterAll
    static void close() {
        node.close();
    }

    @BeforeEach
    void mount() {
        // What another test has left to do is none of this one's.
        node.transact(transaction -> {
            Instant end = node.now().plus(Duration.ofDays(36_500));
            transaction
                    .due(Instant.EPOCH, end, 1_000)
                    .forEach(entry ->
                            transaction.deleteDue(
                                    entry.at(), entry.kind(), entry.namespace(), entry.id()));
            return end;
        });
        mount = node.mount("secret/", engine, Map.of("version", "2"));
        node.told().clear();
        driver =
                new RotationDriver(
                        node,
                        new KvRotatedSecrets(
                                node.barrier(), node.random(), node.limits(), node.events()));
        driver.defineRotator(false);
    }

    void rotated(String settings) {
        ok(node.post("secret/data/db", "{\"data\":" + OLD + "}"));
        driver.value(OLD);
        ok(node.post("secret/rotation/db", settings));
    }

    static void ok(Reply reply) {
        assertThat(reply.status()).as(reply.toString()).isBetween(200, 204);
    }

    static String status(String member) {
        return node.get("secret/rotation/db/status").text("/" + member);
    }

    static String current() {
        return node.get("secret/data/db").text("/data");
    }

    static String currentVersion() {
        return node.get("secret/metadata/db").text("/current_version");
    }

    /** Fails chosen calls, without or after their effect. */
    static Fate failing(RotationStep step, int times, boolean afterEffect) {
        return new Fate() {
            private int left = times;

            private String fail(RotationStep now, boolean after) {
                return now == step && after == afterEffect && left-- > 0 ? "broken" : "";
            }

            @Override
            public String before(RotationStep now, int call) {
                return fail(now, false);
            }

            @Override
            public String after(RotationStep now, int call) {
                return fail(now, true);
            }
        };
    }

    /** The leader dies over a call, before its effect or after it. */
    static Fate crash(int at, boolean afterEffect) {
        return crash(at, afterEffect, RotationDriver.reliable());
    }

    static Fate crash(int at, boolean afterEffect, Fate otherwise) {
        return new Fate() {
            @Override
            public String before(RotationStep step, int call) {
                if (call == at && !afterEffect) {
                    throw new Crash();
                }
                return otherwise.before(step, call);
            }

            @Override
            public String after(RotationStep step, int call) {
                if (call == at && afterEffect) {
                    throw new Crash();
                }
                return otherwise.after(step, call);
            }
        };
    }

    static Fate both(Fate first, RotationStep second) {
        Fate other = failing(second, 2, false);
        return new Fate() {
            @Override
            public String before(RotationStep step, int call) {
                return first.before(step, call) + other.before(step, call);
            }

            @Override
            public String after(RotationStep step, int call) {
                return first.after(step, call);
            }
        };
    }

    void settle() {
        for (int i = 0; i < 20 && !status("token").isEmpty(); i++) {
            node.pass(Duration.ofHours(2));
            driver.run();
        }
        assertThat(status("token")).as("it ends").isEmpty();
    }

    /** Readers get what the target takes; nothing is left; set ran once for each token. */
    void agreed() {
        assertThat(driver.value()).isEqualTo(current());
        assertThat(driver.setTokens()).doesNotHaveDuplicates();
        boolean succeeded = status("last_outcome").equals("succeeded");
        assertThat(currentVersion()).isEqualTo(succeeded ? "2" : "1");
        assertThat(current().equals(OLD)).isEqualTo(!succeeded);
        if (!succeeded) {
            assertThat(status("state")).isEqualTo("rolled_back");
            assertThat(node.get("secret/metadata/db").text("/versions/2/destroyed"))
                    .isEqualTo("true");
        }
    }
}
