package io.sealwright.server.engine.kv;

import io.sealwright.server.spi.DueWork;
import io.sealwright.server.spi.Ending;
import io.sealwright.server.spi.Events;
import io.sealwright.server.spi.Expiring;
import io.sealwright.storage.SpaceId;
import io.sealwright.storage.barrier.DueEntry;
import io.sealwright.storage.barrier.Records;
import io.sealwright.storage.barrier.Transaction;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Marks versions whose {@code delete_version_after} is over. Reads compare times themselves, so
 * nothing is given out while this is late. Thread-safe.
 */
@Component
final class KvExpiry implements DueWork, Expiring {
    private static final int UID_BYTES = 16;

    private final KvEvents events;

    KvExpiry(Events events) {
        this.events = new KvEvents(events);
    }

    @Override
    public byte kind() {
        return KV_DELETE_VERSION;
    }

    /** A version that is to be deleted. */
    private record Found(
            SpaceId space, String path, Secret secret, SecretVersion version, Instant at) {}

    @Override
    public void due(Transaction transaction, DueEntry entry) {
        find(transaction, entry)
                .ifPresent(found -> {
                    Records records = transaction.records(entry.namespace(), found.space);
                    Secret deleted = found.secret.replace(found.version.deleted(found.at));
                    Secrets.save(records, found.path, deleted);
                    events.versions(
                            KvRotatedSecrets.context(
                                    transaction, entry.namespace(), found.space, found.at),
                            "delete",
                            found.path,
                            deleted,
                            List.of(found.version.number()));
                });
    }

    @Override
    public Optional<Ending> ending(Transaction transaction, DueEntry entry) {
        return find(transaction, entry)
                .filter(found -> found.version.state() == VersionState.ENABLED)
                .map(found ->
                        new Ending(
                                "version",
                                entry.namespace(),
                                found.space,
                                "data/" + found.path,
                                "",
                                found.version.number(),
                                entry.at()));
    }

    private static Optional<Found> find(Transaction transaction, DueEntry entry) {
        ByteBuffer id = ByteBuffer.wrap(entry.id());
        SpaceId space = new SpaceId(id.getLong());
        byte[] uid = new byte[UID_BYTES];
        id.get(uid);
        long number = id.getLong();
        String path = new String(entry.value(), StandardCharsets.UTF_8);
        Secret secret = Secrets.find(transaction.records(entry.namespace(), space), path);
        // Another secret may have come to the path since.
        if (secret == null || !Arrays.equals(secret.uid(), uid)) {
            return Optional.empty();
        }
        SecretVersion version = secret.version(number);
        Instant at = version == null ? null : version.deletionTime();
        return version != null && at != null && at.toEpochMilli() == entry.at().toEpochMilli()
                ? Optional.of(new Found(space, path, secret, version, at))
                : Optional.empty();
    }
}
