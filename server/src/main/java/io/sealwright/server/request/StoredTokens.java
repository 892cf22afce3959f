package io.sealwright.server.request;

import io.sealwright.server.spi.Failure;
import io.sealwright.server.spi.Remote;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.SignedBearers;
import io.sealwright.server.token.TokenEntry;
import io.sealwright.server.token.TokenStore;
import io.sealwright.storage.Consistency;
import io.sealwright.storage.Deadline;
import io.sealwright.storage.StoreException;
import io.sealwright.storage.barrier.Barrier;
import io.sealwright.storage.barrier.SealedException;
import io.sealwright.storage.barrier.Transaction;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Looks into the store. Thread-safe. */
@Component
final class StoredTokens implements LiveTokens {
    private final Barrier barrier;
    private final TokenStore tokens;
    private final SignedBearers bearers;
    private final InstantSource clock;

    StoredTokens(Barrier barrier, TokenStore tokens, SignedBearers bearers, InstantSource clock) {
        this.barrier = barrier;
        this.tokens = tokens;
        this.bearers = bearers;
        this.clock = clock;
    }

    private @Nullable TokenEntry bearer(Transaction transaction, String token, Remote remote) {
        Instant now = clock.instant();
        return SignedBearers.looksSigned(token)
                ? bearers.bearer(transaction, token, remote, now)
                : tokens.authenticate(transaction, token, remote, now);
    }

    @Override
    public boolean live(String token, Remote remote, Deadline deadline) {
        try {
            return barrier.read(
                    Consistency.LINEARIZABLE,
                    deadline,
                    transaction -> bearer(transaction, token, remote) != null);
        } catch (SealedException e) {
            throw new RequestFailure(new Failure.Sealed());
        } catch (StoreException e) {
            throw new RequestFailure(
                    new Failure.Unavailable(String.valueOf(e.getMessage()), Failures.SOON));
        }
    }
}
