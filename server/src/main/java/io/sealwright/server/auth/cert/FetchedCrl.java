package io.sealwright.server.auth.cert;

import io.sealwright.server.outbound.Kept;
import io.sealwright.server.outbound.Outbound;
import io.sealwright.server.outbound.OutboundException;
import io.sealwright.server.outbound.Refreshed;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/**
 * One list of revoked certificates that is had from a URL. It is fetched again by logins, as {@link
 * Refreshed} says: so a list is at most an hour old if its server answers, and the last one goes on
 * counting while it does not, until it expires. Thread-safe.
 */
final class FetchedCrl {
    private final String name;
    private final CrlFetching fetching;
    private final Kept<Crl> kept;
    private Crl newest;

    /**
     * @param stored as it was fetched when it was written
     */
    FetchedCrl(
            String name, Crl stored, CrlFetching fetching, Executor threads, LongSupplier nanos) {
        this.name = name;
        this.fetching = fetching;
        this.newest = stored;
        this.kept = new Refreshed<>(this::fetched, threads, nanos);
    }

    synchronized Crl newest() {
        return newest;
    }

    /**
     * @throws OutboundException if the list has expired and there is no newer one, or this server
     *     has too much else to ask
     */
    Crl current(Instant now, Duration wait) {
        String failure = refreshed(now, wait);
        Crl list = newest();
        if (list.isOver(now)) {
            throw new OutboundException(
                    "the list of revoked certificates "
                            + name
                            + " has expired, and there is no newer one"
                            + (failure.isEmpty() ? "" : ": " + failure));
        }
        return list;
    }

    /** Why there is nothing newer; empty if that is not known. */
    private String refreshed(Instant now, Duration wait) {
        try {
            Crl got = kept.get(wait);
            if (newest().isOver(now)) {
                Crl _ = kept.otherThan(got, wait);
            }
            return "";
        } catch (OutboundException e) {
            if (e.isBusy()) {
                throw e;
            }
            return e.reason();
        }
    }

    private Crl fetched() {
        Crl next = fetching.again(newest(), Outbound.TOTAL);
        synchronized (this) {
            newest = next;
        }
        return next;
    }
}
