package io.sealwright.server.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.storage.TransactionId;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OncePerRequestTest {
    private final OncePerRequest once = new OncePerRequest();
    private final AtomicInteger runs = new AtomicInteger();

    private Response effect() {
        runs.incrementAndGet();
        return Response.empty();
    }

    private Response refusal() {
        runs.incrementAndGet();
        throw RequestFailure.invalid("no");
    }

    @Test
    void aRequestThatRunsAgainGetsTheSameAnswer() {
        TransactionId request = new TransactionId(1, 2);

        Response first = once.run(request, this::effect);

        assertThat(once.run(request, this::effect)).isSameAs(first);
        assertThat(runs).hasValue(1);
        once.run(new TransactionId(1, 3), this::effect);
        assertThat(runs).hasValue(2);
    }

    @Test
    void aRefusalIsAnAnswerToo() {
        TransactionId request = new TransactionId(1, 2);

        assertThatThrownBy(() -> once.run(request, this::refusal))
                .isInstanceOf(RequestFailure.class);
        assertThatThrownBy(() -> once.run(request, this::effect))
                .isInstanceOf(RequestFailure.class);
        assertThat(runs).hasValue(1);
    }

    @Test
    void whatFailedOtherwiseMayBeTriedAgain() {
        TransactionId request = new TransactionId(1, 2);

        assertThatThrownBy(() ->
                        once.run(
                                request,
                                () -> {
                                    throw new IllegalStateException("broken");
                                }))
                .isInstanceOf(IllegalStateException.class);

        once.run(request, this::effect);
        assertThat(runs).hasValue(1);
    }

    @Test
    void fewAreKeptAndNoneBeyondASeal() {
        for (int i = 0; i < 3 * OncePerRequest.KEPT; i++) {
            once.run(new TransactionId(5, i), this::effect);
        }

        assertThat(once.kept()).isEqualTo(OncePerRequest.KEPT);
        once.sealing();
        assertThat(once.kept()).isZero();
    }
}
