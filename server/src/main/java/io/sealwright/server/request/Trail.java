package io.sealwright.server.request;

import io.sealwright.audit.AuditEntry;
import io.sealwright.audit.PendingEntry;
import io.sealwright.server.quotas.RateCount;
import io.sealwright.server.spi.Caller;
import io.sealwright.server.spi.Request;
import io.sealwright.server.token.TokenEntry;
import org.jspecify.annotations.Nullable;

/**
 * What the audit log has seen of one request so far; kept over repeated runs of its transaction.
 * For one thread.
 */
final class Trail {
    /** As it is run now. */
    Request request;

    @Nullable Caller caller;
    @Nullable Routed routed;
    @Nullable AuditEntry requestEntry;
    @Nullable PendingEntry pendingRequest;
    boolean mayHaveWritten;

    /** Whether the decision was against it; what is refused later was refused by its engine. */
    boolean refused;

    /** Id of the entity that a refusal is about, though it made the request without a token. */
    String concerned = "";

    /** What rate limits say; null before they were asked. */
    @Nullable RateCount count;

    Trail(Request request) {
        this.request = request;
    }

    /** The caller's token if its uses are counted; else null. */
    @Nullable TokenEntry limitedToken() {
        return caller == null || caller.token().numUses() == 0 ? null : caller.token();
    }
}
