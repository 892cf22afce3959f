package io.sealwright.server.engine.kv;

import io.sealwright.server.spi.DueWork;
import io.sealwright.server.spi.Events;
import io.sealwright.storage.SpaceId;
import io.sealwright.storage.barrier.DueEntry;
import io.sealwright.storage.barrier.Records;
import io.sealwright.storage.barrier.Transaction;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Marks versions whose {@code delete_version_after} is over. Reads compare times themselves, so
 * nothing is given out while this is late. Thread-safe.
 */
@Component
final class KvExpiry implements DueWork {
    private static final int UID_BYTES = 16;

    private final KvEvents events;

    KvExpiry(Events events) {
        this.events = new KvEvents(events);
    }

    @Override
    public byte kind() {
        return KV_DELETE_VERSION;
    }

    @Override
    public void due(Transaction transaction, DueEntry entry) {
        ByteBuffer id = ByteBuffer.wrap(entry.id());
        SpaceId space = new SpaceId(id.getLong());
        byte[] uid = new byte[UID_BYTES];
        id.get(uid);
        long number = id.getLong();
        Records records = transaction.records(entry.namespace(), space);
        String path = new String(entry.value(), StandardCharsets.UTF_8);
        Secret secret = Secrets.find(records, path);
        // Another secret may have come to the path since.
        if (secret == null || !Arrays.equals(secret.uid(), uid)) {
            return;
        }
        SecretVersion version = secret.version(number);
        Instant at = version == null ? null : version.deletionTime();
        if (version != null && at != null && at.toEpochMilli() == entry.at().toEpochMilli()) {
            Secret deleted = secret.replace(version.deleted(at));
            Secrets.save(records, path, deleted);
            events.versions(
                    KvRotatedSecrets.context(transaction, entry.namespace(), space, at),
                    "delete",
                    path,
                    deleted,
                    List.of(number));
        }
    }
}
