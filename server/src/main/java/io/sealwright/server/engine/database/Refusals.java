package io.sealwright.server.engine.database;

import io.sealwright.server.engine.database.spi.DatabaseException;
import io.sealwright.server.spi.Failure;
import io.sealwright.server.spi.RequestFailure;
import java.time.Duration;

/** What a caller hears of a database that did not do what it was asked. */
final class Refusals {
    private static final Duration SOON = Duration.ofSeconds(5);

    private Refusals() {}

    static RequestFailure of(DatabaseException failed) {
        return of(failed, "");
    }

    /**
     * @param prefix of the message
     */
    static RequestFailure of(DatabaseException failed, String prefix) {
        String message = prefix + failed.reason();
        return switch (failed.kind()) {
            case UNREACHABLE -> new RequestFailure(new Failure.Unavailable(message, SOON));
            case DENIED, REFUSED, MISCONFIGURED -> RequestFailure.invalid(message);
        };
    }
}
