package io.sealwright.server.wrapping;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealwright.policy.Operation;
import io.sealwright.server.namespace.Namespace;
import io.sealwright.server.spi.Request;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.WrapInfo;
import io.sealwright.server.token.TokenDesk;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;

/** Many at once get what is there once. */
class OnceOnlyTest {
    private static final int CALLERS = 16;

    private final TokenDesk desk = new TokenDesk();
    private final Wrapping wrapping = new Wrapping(desk.tokens());

    @BeforeEach
    void mount() {
        desk.mount("sys/", new WrappingRoutes(wrapping, desk.tokens()).routes());
    }

    @AfterEach
    void close() {
        desk.close();
    }

    /** How many of the calls succeed; every other one must have been refused. */
    private static int successes(Callable<?> call) throws InterruptedException {
        int succeeded = 0;
        try (ExecutorService threads = Executors.newFixedThreadPool(CALLERS)) {
            List<Future<?>> calls = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                calls.add(threads.submit(call));
            }
            for (Future<?> one : calls) {
                try {
                    one.get();
                    succeeded++;
                } catch (ExecutionException e) {
                    assertThat(e.getCause()).isInstanceOf(RequestFailure.class);
                }
            }
        }
        return succeeded;
    }

    @RepeatedTest(5)
    void oneOfThemUnwraps() throws InterruptedException {
        Request request = desk.request(Operation.READ, "x", "", "root", Duration.ofMinutes(1));
        Response data = Response.of(RawMembers.of("{\"a\":1}".getBytes(StandardCharsets.UTF_8)));
        WrapInfo info =
                desk.node()
                        .transact(transaction ->
                                wrapping.wrap(
                                        transaction, request, Namespace.ROOT, data, desk.now()))
                        .wrapInfo();
        String token = info == null ? "" : info.token();

        assertThat(successes(() -> desk.post("sys/wrapping/unwrap", "", token))).isEqualTo(1);
    }

    @RepeatedTest(5)
    void aTokenIsUsedExactlyAsOftenAsItMayBe() throws InterruptedException {
        String token =
                desk.create("{\"policies\":[\"default\"],\"num_uses\":5}", "root").clientToken();

        assertThat(successes(() -> desk.get("auth/token/lookup-self", token))).isEqualTo(5);
        assertThat(desk.lives(token)).isFalse();
    }

    @RepeatedTest(5)
    void oneOfThemGetsACustomId() throws InterruptedException {
        assertThat(
                        successes(() ->
                                desk.create(
                                        "{\"id\":\"mine\",\"policies\":[\"default\"]}", "root")))
                .isEqualTo(1);
    }
}
