package io.sealwright.server.identity.mfa;

import io.sealwright.server.identity.FactorSecrets;
import io.sealwright.server.namespace.Namespace;
import io.sealwright.server.spi.DueWork;
import io.sealwright.storage.barrier.DueEntry;
import io.sealwright.storage.barrier.Transaction;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Takes away the secrets of deleted methods, looking at five hundred in each transaction: of no use
 * to anybody from the method's end on. Thread-safe.
 */
@Component
final class SecretRemoval implements DueWork {
    private static final int STEP = 500;
    private static final int METHOD_BYTES = 16;

    // Later than any clock of the cluster may be behind another, as with tokens.
    private static final Duration LATER = Duration.ofSeconds(30);
    private static final byte[] THERE = {1};

    private final InstantSource clock;

    SecretRemoval(InstantSource clock) {
        this.clock = clock;
    }

    static void schedule(
            Transaction transaction, List<Namespace> namespaces, String method, Instant now) {
        UUID uuid = UUID.fromString(method);
        byte[] id =
                ByteBuffer.allocate(METHOD_BYTES)
                        .putLong(uuid.getMostSignificantBits())
                        .putLong(uuid.getLeastSignificantBits())
                        .array();
        for (Namespace namespace : namespaces) {
            if (!FactorSecrets.of(transaction, namespace.number()).isEmpty()) {
                transaction.putDue(now.plus(LATER), FACTOR_SECRETS, namespace.number(), id, THERE);
            }
        }
    }

    @Override
    public byte kind() {
        return FACTOR_SECRETS;
    }

    /** The entry's id is the method's, and behind it where the step before has ended. */
    @Override
    public void due(Transaction transaction, DueEntry entry) {
        byte[] id = Arrays.copyOf(entry.id(), METHOD_BYTES);
        byte[] after = Arrays.copyOfRange(entry.id(), METHOD_BYTES, entry.id().length);
        ByteBuffer uuid = ByteBuffer.wrap(id);
        String method = new UUID(uuid.getLong(), uuid.getLong()).toString();
        byte[] end =
                FactorSecrets.of(transaction, entry.namespace()).deleteSome(method, after, STEP);
        if (end != null) {
            byte[] next = Arrays.copyOf(id, METHOD_BYTES + end.length);
            System.arraycopy(end, 0, next, METHOD_BYTES, end.length);
            transaction.putDue(clock.instant(), FACTOR_SECRETS, entry.namespace(), next, THERE);
        }
    }
}
