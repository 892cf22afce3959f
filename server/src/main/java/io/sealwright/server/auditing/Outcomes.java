package io.sealwright.server.auditing;

import io.sealwright.storage.Deadline;
import io.sealwright.storage.Keys;
import io.sealwright.storage.Mutation;
import io.sealwright.storage.Outcome;
import io.sealwright.storage.Precondition;
import io.sealwright.storage.Store;
import io.sealwright.storage.TransactionId;
import io.sealwright.storage.WriteSet;
import java.util.List;

/** What the store knows of the transactions of a request, by the request's id. */
final class Outcomes {
    /** Asked for, never written: so that an id of which nothing is recorded gets a conflict. */
    private static final Precondition NEVER =
            new Precondition.Present(Keys.system("never-written"));

    /** The most attempts at one request, and some more. */
    private static final int MAX_ATTEMPTS = 64;

    private final Store store;

    Outcomes(Store store) {
        this.store = store;
    }

    enum Kind {
        COMMITTED,
        NOTHING_WRITTEN,
        /** Nothing recorded: it wrote nothing, or so long ago that it is not remembered. */
        NOT_RECORDED
    }

    /**
     * Asks with a write set that cannot be applied, so that the answer is final: a write set of
     * this id that may still be on its way gets the same answer.
     *
     * @throws io.sealwright.storage.StoreException if the store does not answer before the deadline
     */
    Kind of(TransactionId request, Deadline deadline) {
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            WriteSet question =
                    new WriteSet(request.attempt(attempt), List.of(NEVER), List.<Mutation>of());
            switch (store.commit(question, deadline)) {
                case Outcome.Committed _ -> {
                    return Kind.COMMITTED;
                }
                case Outcome.BelowFloor _ -> {
                    return Kind.NOTHING_WRITTEN;
                }
                case Outcome.Conflict conflict -> {
                    if (conflict.key().equals(NEVER.key())) {
                        return attempt == 0 ? Kind.NOT_RECORDED : Kind.NOTHING_WRITTEN;
                    }
                }
            }
        }
        return Kind.NOTHING_WRITTEN;
    }
}
