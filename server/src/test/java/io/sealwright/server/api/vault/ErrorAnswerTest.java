package io.sealwright.server.api.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealwright.server.spi.Failure;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ErrorAnswerTest {
    static Stream<Arguments> failures() {
        Duration soon = Duration.ofSeconds(3);
        return Stream.of(
                Arguments.of(
                        new Failure.PermissionDenied("permission denied"),
                        403,
                        "permission denied",
                        0),
                Arguments.of(new Failure.InvalidRequest(List.of("bad")), 400, "bad", 0),
                Arguments.of(
                        new Failure.UnsupportedOperation(),
                        405,
                        "1 error occurred:\n\t* unsupported operation\n\n",
                        0),
                Arguments.of(new Failure.UnsupportedMediaType("type"), 415, "type", 0),
                Arguments.of(new Failure.TooLarge("large"), 413, "large", 0),
                Arguments.of(new Failure.Sealed(), 503, "Vault is sealed", 0),
                Arguments.of(new Failure.NotInitialised(), 400, "Vault is not initialized", 0),
                Arguments.of(new Failure.RateLimited("slower", soon), 429, "slower", 3),
                Arguments.of(new Failure.Unavailable("no leader", soon), 503, "no leader", 3),
                Arguments.of(
                        new Failure.Unavailable("no leader", Duration.ofMillis(10)),
                        503,
                        "no leader",
                        1),
                Arguments.of(new Failure.OutcomeUnknown("maybe"), 504, "maybe", 0),
                Arguments.of(new Failure.Internal("internal error"), 500, "internal error", 0));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void statusMessageAndRetry(Failure failure, int status, String message, long retryAfter) {
        assertThat(ErrorAnswer.of(failure))
                .isEqualTo(new ErrorAnswer(status, List.of(message), retryAfter, null));
    }

    @Test
    void notFoundWithAndWithoutMessage() {
        assertThat(ErrorAnswer.of(new Failure.NotFound(List.of(), null)))
                .isEqualTo(new ErrorAnswer(404, List.of(), 0, null));
        assertThat(ErrorAnswer.of(new Failure.NotFound(List.of("no handler"), null)).errors())
                .containsExactly("no handler");
    }
}
