package io.sealwright.server.request;

import io.sealwright.audit.AuditEntry;
import io.sealwright.audit.AuditResponse;
import io.sealwright.audit.AuditUnavailableException;
import io.sealwright.audit.PendingEntry;
import io.sealwright.server.auditing.Auditing;
import io.sealwright.server.auditing.OpenAudit;
import io.sealwright.server.spi.Caller;
import io.sealwright.server.spi.Failure;
import io.sealwright.server.spi.Request;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.storage.Deadline;
import io.sealwright.storage.barrier.SealedException;
import io.sealwright.storage.barrier.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Writes the two audit lines of a request: the first before its engine runs, the second after its
 * commit; the answer leaves when both are durable.
 */
@Component
final class Auditor {
    private final Auditing auditing;
    private final AuditSections sections;
    private final InstantSource clock;

    Auditor(Auditing auditing, AuditSections sections, InstantSource clock) {
        this.auditing = auditing;
        this.sections = sections;
        this.clock = clock;
    }

    Trail trail(Request request) {
        return new Trail(request);
    }

    /**
     * The request line; written once, whatever number of times the transaction runs.
     *
     * @throws AuditRefused if no device takes it
     */
    void request(
            Trail trail,
            Transaction transaction,
            Request request,
            Routed routed,
            @Nullable Caller caller,
            Verdict verdict) {
        OpenAudit audit = auditing.current();
        if (trail.requestEntry == null && !audit.silent()) {
            AuditEntry entry =
                    audit.format()
                            .request(
                                    request.time(),
                                    sections.auth(audit.hasher(), request, caller, verdict),
                                    sections.request(
                                            audit.hasher(), transaction, request, routed, caller),
                                    error(verdict.refusal()));
            trail.pendingRequest = taken(() -> audit.log().request(entry));
            trail.requestEntry = entry;
        }
        // Not before the line is taken: a request that could not be audited costs its token
        // nothing.
        trail.caller = caller;
        trail.routed = routed;
        trail.refused = verdict.refusal() != null;
    }

    private static String error(@Nullable RequestFailure refusal) {
        return refusal == null ? "" : AuditSections.error(refusal.failure());
    }

    /**
     * Before a commit: the request line is in a file, so that no write is there without it even if
     * the process is killed.
     *
     * @throws AuditRefused if it cannot be had before the request's deadline
     */
    void written(Trail trail) {
        PendingEntry pending = trail.pendingRequest;
        if (pending != null) {
            try {
                auditing.current().log().awaitWritten(pending, trail.request.deadline().nanoTime());
            } catch (AuditUnavailableException e) {
                throw new AuditRefused();
            }
        }
        trail.mayHaveWritten = true;
    }

    /**
     * The response line, then the wait for both. A request that was never audited (sealed) gets no
     * line.
     */
    Answer answered(Trail trail, Answer answer) {
        AuditEntry requestEntry = trail.requestEntry;
        PendingEntry pendingRequest = trail.pendingRequest;
        if (requestEntry == null || pendingRequest == null) {
            return answer;
        }
        try {
            OpenAudit audit = auditing.current();
            AuditEntry entry = response(audit, trail, requestEntry, answer);
            PendingEntry pendingResponse = taken(() -> audit.log().response(entry));
            long until = atLeastASecond(trail.request.deadline());
            audit.log().await(pendingRequest, until);
            audit.log().await(pendingResponse, until);
            return answer;
        } catch (AuditRefused | AuditUnavailableException | SealedException e) {
            return new Answer.Failed(unaudited(trail));
        }
    }

    private static Failure unaudited(Trail trail) {
        return trail.mayHaveWritten
                ? new Failure.OutcomeUnknown(
                        "the answer could not be audited: the write may have happened")
                : new Failure.Unavailable(AuditRefused.MESSAGE, Failures.SOON);
    }

    /** The lines of a request that used up its time still get a moment to reach the disk. */
    private static long atLeastASecond(Deadline deadline) {
        long second = System.nanoTime() + Duration.ofSeconds(1).toNanos();
        return deadline.nanoTime() - second > 0 ? deadline.nanoTime() : second;
    }

    private interface Taking {
        PendingEntry take();
    }

    private static PendingEntry taken(Taking taking) {
        try {
            return taking.take();
        } catch (AuditUnavailableException e) {
            throw new AuditRefused();
        }
    }

    private AuditEntry response(
            OpenAudit audit, Trail trail, AuditEntry requestEntry, Answer answer) {
        Instant now = clock.instant();
        return switch (answer) {
            case Answer.Success success ->
                    audit.format()
                            .response(
                                    now,
                                    requestEntry,
                                    sections.response(audit.hasher(), trail, success.response()));
            case Answer.Failed failed ->
                    audit.format()
                            .response(
                                    now,
                                    requestEntry,
                                    AuditSections.concerned(trail.concerned),
                                    AuditResponse.EMPTY,
                                    AuditSections.error(failed.failure()));
        };
    }
}
