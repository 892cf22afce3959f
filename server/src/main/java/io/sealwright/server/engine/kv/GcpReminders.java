package io.sealwright.server.engine.kv;

import io.sealwright.server.spi.DueWork;
import io.sealwright.server.spi.Events;
import io.sealwright.storage.barrier.DueEntry;
import io.sealwright.storage.barrier.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Tells that a secret's {@code nextRotationTime} has come. What was missed while nobody could tell
 * is told once. Thread-safe.
 */
@Component
final class GcpReminders implements DueWork {
    private final KvEvents events;
    private final InstantSource clock;

    GcpReminders(Events events, InstantSource clock) {
        this.events = new KvEvents(events);
        this.clock = clock;
    }

    @Override
    public byte kind() {
        return SECRET_TOPIC;
    }

    @Override
    public void due(Transaction transaction, DueEntry entry) {
        GcpDue.Found found = GcpDue.Found.of(transaction, entry);
        SecretGoogle google = found == null ? null : found.secret().about().google();
        SecretGoogle.Rotation rotation = google == null ? null : google.rotation();
        if (found == null
                || google == null
                || rotation == null
                || !GcpDue.Found.same(rotation.next(), entry)) {
            return;
        }
        Secret secret = found.secret();
        Secret changed =
                secret.with(
                        secret.about().withGoogle(google.withRotation(next(rotation))),
                        secret.updatedAt());
        GcpDue.move(found.context(), found.path(), secret, changed);
        Secrets.save(found.context().records(), found.path(), changed);
        events.topics(found.context(), "SECRET_ROTATE", found.path(), changed);
    }

    private SecretGoogle.@Nullable Rotation next(SecretGoogle.Rotation rotation) {
        Duration period = rotation.period();
        if (period == null) {
            return null;
        }
        Instant now = clock.instant();
        long missed =
                now.isBefore(rotation.next())
                        ? 0
                        : Duration.between(rotation.next(), now).dividedBy(period);
        return new SecretGoogle.Rotation(
                rotation.next().plus(period.multipliedBy(missed + 1)), period);
    }
}
