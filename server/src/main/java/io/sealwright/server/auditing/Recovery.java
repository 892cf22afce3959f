package io.sealwright.server.auditing;

import io.sealwright.audit.AuditEntry;
import io.sealwright.audit.AuditResponse;
import io.sealwright.audit.AuditUnavailableException;
import io.sealwright.audit.OpenRequest;
import io.sealwright.storage.Deadline;
import io.sealwright.storage.RaftStore;
import io.sealwright.storage.Store;
import io.sealwright.storage.StoreException;
import io.sealwright.storage.TransactionId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * After a crash: writes what became of each request whose answer was never audited. The request id
 * is the transaction id, so the store knows (storage contract, point 9). In the background: a node
 * without a quorum must still be able to unseal.
 */
@Component
final class Recovery {
    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

    /** For all of them together; then the rest is answered with what is known. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final String STOPPED = "the node stopped before it answered: ";

    private final Store store;
    private final InstantSource clock;
    private final Duration patience;
    private final List<Thread> running = new ArrayList<>();

    @Autowired
    Recovery(RaftStore store, InstantSource clock) {
        this(store, clock, PATIENCE);
    }

    Recovery(Store store, InstantSource clock, Duration patience) {
        this.store = store;
        this.clock = clock;
        this.patience = patience;
    }

    /** Answers these, too; a file that opens late may add some. */
    synchronized void start(OpenAudit audit, List<OpenRequest> leftOvers) {
        running.add(
                Thread.ofPlatform()
                        .daemon()
                        .name("audit-recovery")
                        .start(() -> answer(audit, leftOvers)));
    }

    /** Returns when it writes no more; what is left is found again when the log is opened. */
    synchronized void stop() {
        running.forEach(Thread::interrupt);
        running.forEach(Recovery::join);
        running.clear();
    }

    private static void join(Thread thread) {
        try {
            thread.join(Duration.ofSeconds(30));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void answer(OpenAudit audit, List<OpenRequest> leftOvers) {
        Deadline deadline = Deadline.in(patience);
        try {
            for (OpenRequest left : leftOvers) {
                String became = became(left, deadline);
                if (Thread.interrupted()) {
                    return;
                }
                AuditEntry entry =
                        audit.format()
                                .response(
                                        clock.instant(),
                                        left.entry(),
                                        null,
                                        AuditResponse.EMPTY,
                                        STOPPED + became);
                audit.log().response(entry);
            }
            LOG.info(
                    "{} requests that were open when this node stopped were audited",
                    leftOvers.size());
        } catch (AuditUnavailableException e) {
            LOG.warn(
                    "requests that were open when this node stopped could not be audited: {}",
                    e.reason());
        }
    }

    private String became(OpenRequest left, Deadline deadline) {
        try {
            UUID id = UUID.fromString(left.requestId());
            TransactionId first =
                    new TransactionId(id.getMostSignificantBits(), id.getLeastSignificantBits());
            return switch (new Outcomes(store).of(first, deadline)) {
                case COMMITTED -> "what it wrote is committed";
                case NOTHING_WRITTEN -> "it wrote nothing";
                case NOT_RECORDED -> "no write of it is recorded";
            };
        } catch (StoreException | IllegalArgumentException e) {
            return "whether it wrote something is not known";
        }
    }
}
