package io.sealwright.server.rotation;

import io.sealwright.rotation.DeposedException;
import io.sealwright.rotation.Leading;
import io.sealwright.rotation.OutsideWork;
import io.sealwright.server.spi.DueWork;
import io.sealwright.server.spi.Events;
import io.sealwright.storage.StoreException;
import io.sealwright.storage.barrier.DueEntry;
import io.sealwright.storage.barrier.SealedException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Rotates the secrets that are due, on the leader: what a step is about to do is committed before
 * it, and what came of it after it. Thread-safe.
 */
@Component
final class RotationWork implements OutsideWork {
    private static final Logger LOG = LoggerFactory.getLogger(RotationWork.class);

    /** Nothing is rotated that could not be audited. */
    private static final Duration UNAUDITED = Duration.ofSeconds(15);

    private final RotationMoves moves;
    private final Rotator rotators;
    private final RotationAudit audit;
    private final RotationMeters meters;
    private final InstantSource clock;

    @Autowired
    RotationWork(
            RotatedSecrets secrets,
            MountedNames names,
            TypedRotators rotators,
            AuditedRotations audit,
            RotationMeters meters,
            SecureRandom random,
            Events events,
            InstantSource clock) {
        this(new RotationMoves(secrets, names, random, events), rotators, audit, meters, clock);
    }

    RotationWork(
            RotationMoves moves,
            Rotator rotators,
            RotationAudit audit,
            RotationMeters meters,
            InstantSource clock) {
        this.moves = moves;
        this.rotators = rotators;
        this.audit = audit;
        this.meters = meters;
        this.clock = clock;
    }

    @Override
    public byte kind() {
        return DueWork.ROTATION;
    }

    @Override
    public Optional<Instant> run(DueEntry entry, Leading leading) throws InterruptedException {
        if (!audit.possible()) {
            return Optional.of(clock.instant().plus(UNAUDITED));
        }
        Place place = Place.of(entry);
        Move move =
                leading.transact(transaction -> moves.begin(transaction, place, clock.instant()));
        while (move instanceof Move.Act act) {
            move = act(act, place, leading);
        }
        Move.Rest rest = (Move.Rest) move;
        Move.Ending ending = rest.ending();
        if (ending != null) {
            audit.ended(ending);
            meters.ended(ending);
        }
        meters.late(leading, place, rest.late());
        return rest.next();
    }

    private Move act(Move.Act act, Place place, Leading leading) throws InterruptedException {
        try {
            StepResult result = result(act, leading);
            Move next =
                    leading.transact(transaction ->
                            moves.after(transaction, place, act, result, clock.instant()));
            audit.step(act, result);
            return next;
        } finally {
            act.request().wipe();
        }
    }

    private StepResult result(Move.Act act, Leading leading) throws InterruptedException {
        try {
            return rotators.run(act.rotator(), act.request(), leading);
        } catch (RotationException e) {
            return new StepResult.Failed(e.reason());
        } catch (DeposedException | SealedException | StoreException e) {
            throw e;
        } catch (RuntimeException e) {
            // Without the message, which may quote data.
            LOG.error("a rotator failed: {}", e.getClass().getName());
            return new StepResult.Failed("the rotator failed: see the server's log");
        }
    }
}
