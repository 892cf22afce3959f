package io.sealwright.server.request;

import io.sealwright.policy.Operation;
import io.sealwright.server.spi.Action;
import io.sealwright.server.spi.Failure;
import io.sealwright.server.spi.Remote;
import io.sealwright.server.spi.Request;
import io.sealwright.server.spi.RequestBody;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.RequestSigners;
import io.sealwright.storage.Consistency;
import io.sealwright.storage.Deadline;
import io.sealwright.storage.StoreException;
import io.sealwright.storage.TransactionId;
import io.sealwright.storage.barrier.Barrier;
import io.sealwright.storage.barrier.SealedException;
import io.sealwright.storage.barrier.Transaction;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Map;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.JsonNodeFactory;

/** Looks into the store. Thread-safe. */
@Component
final class StoredSignatures implements LiveSignatures {
    private final Barrier barrier;
    private final RequestSigners signers;
    private final SecureRandom random;

    StoredSignatures(Barrier barrier, RequestSigners signers, SecureRandom random) {
        this.barrier = barrier;
        this.signers = signers;
        this.random = random;
    }

    @Override
    public boolean live(Action.Signed action, Remote remote, Instant now, Deadline deadline) {
        Request asked =
                Request.of(
                        TransactionId.random(random),
                        action,
                        Operation.READ,
                        "",
                        new RequestBody(JsonNodeFactory.instance.objectNode(), new byte[0]),
                        "",
                        remote,
                        Map.of(),
                        now,
                        deadline);
        try {
            return barrier.read(
                    Consistency.LINEARIZABLE, deadline, transaction -> signed(transaction, asked));
        } catch (SealedException e) {
            throw new RequestFailure(new Failure.Sealed());
        } catch (StoreException e) {
            throw new RequestFailure(
                    new Failure.Unavailable(String.valueOf(e.getMessage()), Failures.SOON));
        }
    }

    private boolean signed(Transaction transaction, Request asked) {
        try {
            return !signers.signer(transaction, asked).accessor().isEmpty();
        } catch (RequestFailure refused) {
            return false;
        }
    }
}
