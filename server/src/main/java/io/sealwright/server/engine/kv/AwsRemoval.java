package io.sealwright.server.engine.kv;

import io.sealwright.server.spi.DueWork;
import io.sealwright.server.spi.EngineContext;
import io.sealwright.server.spi.Events;
import io.sealwright.storage.SpaceId;
import io.sealwright.storage.barrier.Barrier;
import io.sealwright.storage.barrier.DueEntry;
import io.sealwright.storage.barrier.Transaction;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import org.springframework.stereotype.Component;

/** Removes secrets whose recovery window is over. Thread-safe. */
@Component
final class AwsRemoval implements DueWork {
    private static final int UID_BYTES = 16;

    private final Secrets secrets;

    AwsRemoval(Barrier barrier, SecureRandom random, Events events) {
        secrets = new Secrets(random, barrier::hash, new KvEvents(events));
    }

    @Override
    public byte kind() {
        return SECRET_REMOVAL;
    }

    @Override
    public void due(Transaction transaction, DueEntry entry) {
        ByteBuffer id = ByteBuffer.wrap(entry.id());
        SpaceId space = new SpaceId(id.getLong());
        byte[] uid = new byte[UID_BYTES];
        id.get(uid);
        String path = new String(entry.value(), StandardCharsets.UTF_8);
        EngineContext context =
                KvRotatedSecrets.context(transaction, entry.namespace(), space, entry.at());
        Secret secret = Secrets.findAny(context.records(), path);
        SecretAbout.Deletion deletion = secret == null ? null : secret.about().deletion();
        // Restored since, or another secret has come to the path.
        if (secret == null
                || deletion == null
                || !Arrays.equals(secret.uid(), uid)
                || deletion.due().toEpochMilli() != entry.at().toEpochMilli()) {
            return;
        }
        secrets.remove(context, path, secret);
    }
}
