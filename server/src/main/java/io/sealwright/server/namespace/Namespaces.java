package io.sealwright.server.namespace;

import io.sealwright.server.spi.RecordCodec;
import io.sealwright.storage.ControlClass;
import io.sealwright.storage.Keys;
import io.sealwright.storage.barrier.Barrier;
import io.sealwright.storage.barrier.ClassCache;
import io.sealwright.storage.barrier.Decoded;
import io.sealwright.storage.barrier.ItemEntry;
import io.sealwright.storage.barrier.Records;
import io.sealwright.storage.barrier.Transaction;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/** The stored namespaces. Thread-safe. */
@Component
public final class Namespaces {
    /** The most namespaces of a cluster; all of them are known to every node. */
    static final int MAX = 10_000;

    private static final byte[] NEXT = {0};
    private static final byte NAMESPACE = 1;
    private static final RecordCodec<Namespace> CODEC = RecordCodec.of(Namespace.class);
    private static final RecordCodec<Next> NEXT_CODEC = RecordCodec.of(Next.class);

    /**
     * Rewritten by every change, so that two of them do not pass each other.
     *
     * @param number what the next namespace gets; numbers of deleted ones stay unused
     */
    private record Next(int number, long changes) {}

    private final ClassCache<NamespaceTree> cache;

    Namespaces(Barrier barrier) {
        cache = barrier.classCache(ControlClass.NAMESPACES, (transaction, _) -> load(transaction));
    }

    /** As of the transaction's view and own writes; decoded once for each change. */
    public NamespaceTree tree(Transaction transaction) {
        return cache.get(transaction);
    }

    private static NamespaceTree load(Transaction transaction) {
        List<Namespace> stored = new ArrayList<>();
        for (ItemEntry item : records(transaction).scan(new byte[] {NAMESPACE}, null, MAX)) {
            stored.add(CODEC.decode(item.entry().value()));
        }
        return new NamespaceTree(stored);
    }

    /** A number that no namespace has had. */
    int nextNumber(Transaction transaction) {
        Next next = next(transaction);
        records(transaction)
                .put(NEXT, NEXT_CODEC.encode(new Next(next.number + 1, next.changes + 1)));
        return next.number;
    }

    private static Next next(Transaction transaction) {
        Decoded<Next> stored = records(transaction).get(NEXT, NEXT_CODEC);
        return stored == null ? new Next(Keys.ROOT_NAMESPACE + 1, 0) : stored.value();
    }

    /** Makes the commit depend on no other change of the namespaces. */
    void guard(Transaction transaction) {
        Next next = next(transaction);
        records(transaction).put(NEXT, NEXT_CODEC.encode(new Next(next.number, next.changes + 1)));
    }

    void put(Transaction transaction, Namespace namespace) {
        records(transaction).put(id(namespace.number()), CODEC.encode(namespace));
    }

    void delete(Transaction transaction, Namespace namespace) {
        records(transaction).delete(id(namespace.number()));
    }

    private static byte[] id(int number) {
        return ByteBuffer.allocate(1 + Integer.BYTES).put(NAMESPACE).putInt(number).array();
    }

    private static Records records(Transaction transaction) {
        return transaction.records(Keys.ROOT_NAMESPACE, Keys.NAMESPACES);
    }
}
