package io.sealwright.server.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealwright.rotation.Leading;
import io.sealwright.rotation.RotationStep;
import io.sealwright.server.testing.FencedStore;
import io.sealwright.server.testing.MemoryNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which step asks a database for what; real databases are in {@code tests/conformance}. */
class SqlRotatorTest {
    private static final String OLD = "{\"username\":\"app_a\",\"password\":\"old\"}";
    private static final String NEW = "{\"username\":\"app_a\",\"password\":\"new\"}";

    private final MemoryNode node = new MemoryNode();
    private final FencedStore store = new FencedStore(node.store());
    private final Leading leading = new Leading(store, node.barrier(), store.lead(node.barrier()));
    private final Asked asked = new Asked();

    /** Keeps what is asked for, and answers as a test wants. */
    private static final class Asked implements DatabaseLogins {
        private final List<String> calls = new ArrayList<>();
        private @Nullable LoginFailure failure;

        @Override
        public void set(Leading leading, Login login, List<String> statements, Duration limit) {
            calls.add("set " + login.username() + " " + login.password() + " " + statements);
            answer();
        }

        @Override
        public void test(Leading leading, Login login) {
            calls.add("test " + login.username() + " " + login.password());
            answer();
        }

        private void answer() {
            if (failure != null) {
                throw failure;
            }
        }
    }

    @AfterEach
    void close() {
        node.close();
    }

    private StepResult run(RotationStep step, String old, String pending) {
        RotatorDefinition definition =
                new RotatorDefinition(
                        "db",
                        RotatorDefinition.SQL,
                        false,
                        false,
                        5,
                        null,
                        null,
                        new SqlSpec(
                                "database",
                                "c",
                                List.of("app_*"),
                                List.of("SET"),
                                "username",
                                "password"));
        StepRequest request =
                new StepRequest(
                        step,
                        "secret/app",
                        "token",
                        old.getBytes(StandardCharsets.UTF_8),
                        pending.getBytes(StandardCharsets.UTF_8),
                        "{}");
        return new SqlRotator(asked).run(definition, request, leading);
    }

    @Test
    void stepsAreAboutTheNewValueAndBackAboutTheOld() {
        for (RotationStep step : RotationStep.values()) {
            assertThat(run(step, OLD, NEW)).isInstanceOf(StepResult.Done.class);
        }
        assertThat(asked.calls)
                .containsExactlyInAnyOrder(
                        "set app_a new [SET]",
                        "test app_a new",
                        "set app_a old [SET]",
                        "test app_a old");
    }

    @Test
    void aSecretCannotAskForAnotherUser() {
        String other = "{\"username\":\"root\",\"password\":\"new\"}";
        assertThat(run(RotationStep.SET, OLD, other))
                .isInstanceOfSatisfying(
                        StepResult.Refused.class,
                        refused -> assertThat(refused.why()).contains("users of the rotator"));
        assertThat(asked.calls).isEmpty();
    }

    @Test
    void whatIsNoLoginIsNotTried() {
        for (String bad :
                List.of("null", "{}", "{\"username\":\"app_a\"}", "[1]", "{\"username\":1}", "x")) {
            assertThat(run(RotationStep.SET, OLD, bad)).isInstanceOf(StepResult.Refused.class);
            assertThat(run(RotationStep.UNDO, bad, NEW)).isInstanceOf(StepResult.Refused.class);
        }
        assertThat(asked.calls).isEmpty();
    }

    @Test
    void aFailureSaysWhetherAnythingWasBegun() {
        asked.failure = new DatabaseLogins.LoginFailure("no", true);
        assertThat(run(RotationStep.SET, OLD, NEW)).isEqualTo(new StepResult.Refused("no"));
        asked.failure = new DatabaseLogins.LoginFailure("no", false);
        assertThat(run(RotationStep.TEST, OLD, NEW)).isEqualTo(new StepResult.Failed("no"));
    }
}
