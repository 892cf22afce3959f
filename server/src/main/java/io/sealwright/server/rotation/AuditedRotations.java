package io.sealwright.server.rotation;

import io.sealwright.audit.AuditEntry;
import io.sealwright.audit.AuditRotation;
import io.sealwright.audit.AuditUnavailableException;
import io.sealwright.server.auditing.Auditing;
import io.sealwright.server.auditing.OpenAudit;
import io.sealwright.storage.barrier.SealedException;
import java.time.Duration;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * A line of the type {@code rotation} for each step's outcome and for each end. Written after the
 * fact: what was done cannot be refused any more.
 */
@Component
final class AuditedRotations implements RotationAudit {
    private static final Logger LOG = LoggerFactory.getLogger(AuditedRotations.class);
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final Auditing auditing;
    private final InstantSource clock;

    AuditedRotations(Auditing auditing, InstantSource clock) {
        this.auditing = auditing;
        this.clock = clock;
    }

    @Override
    public boolean possible() {
        return auditing.healthy();
    }

    @Override
    public void step(Move.Act act, StepResult result) {
        String error = result.error();
        write(
                new AuditRotation(
                        act.underway().token(),
                        act.secret().namespacePath(),
                        act.secret().path(),
                        act.rotator().name(),
                        act.underway().pending(),
                        act.underway().step().word(),
                        error.isEmpty() ? "done" : "failed"),
                error);
    }

    @Override
    public void ended(Move.Ending ending) {
        write(
                new AuditRotation(
                        ending.token(),
                        ending.secret().namespacePath(),
                        ending.secret().path(),
                        ending.rotator(),
                        ending.version(),
                        "end",
                        ending.outcome()),
                ending.error());
    }

    private void write(AuditRotation rotation, String error) {
        try {
            OpenAudit audit = auditing.current();
            if (!audit.silent()) {
                AuditEntry entry = audit.format().rotation(clock.instant(), rotation, error);
                audit.log().await(audit.log().rotation(entry), System.nanoTime() + LIMIT.toNanos());
            }
        } catch (AuditUnavailableException | SealedException e) {
            LOG.error("a step of a rotation could not be audited: {}", e.toString());
        }
    }
}
