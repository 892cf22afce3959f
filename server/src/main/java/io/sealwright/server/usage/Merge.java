package io.sealwright.server.usage;

import io.sealwright.server.mount.Mounted;
import io.sealwright.server.mount.Mounts;
import io.sealwright.server.spi.EngineContext;
import io.sealwright.server.spi.Mount;
import io.sealwright.storage.Keys;
import io.sealwright.storage.barrier.Record;
import io.sealwright.storage.barrier.Records;
import io.sealwright.storage.barrier.Transaction;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Adds portions of one process to the store, each once: the number of the last one is written with
 * it, so that one whose outcome was not known is not added again. Thread-safe.
 */
final class Merge {
    private static final byte VERSION = 1;
    private static final byte LAST_PORTION = 2;

    private final SecretUses uses;
    private final Mounts mounts;
    private final Map<String, UsedSecrets> engines;
    private final String node;
    private final long process;

    /**
     * @param node id of this node
     * @param process a random number that another run of the node does not have
     */
    Merge(SecretUses uses, Mounts mounts, List<UsedSecrets> engines, String node, long process) {
        this.uses = uses;
        this.mounts = mounts;
        this.engines = new HashMap<>();
        engines.forEach(engine -> this.engines.put(engine.type(), engine));
        this.node = node;
        this.process = process;
    }

    /** The number of the last portion of this process that a view has; 0 for none. */
    long merged(Transaction transaction) {
        Record stored = records(transaction).get(id());
        if (stored == null || stored.value()[0] != VERSION) {
            return 0;
        }
        ByteBuffer value = ByteBuffer.wrap(stored.value(), 1, 2 * Long.BYTES);
        return value.getLong() == process ? value.getLong() : 0;
    }

    /** Adds a portion, unless it has been added. What is gone since it was read is left out. */
    void add(Transaction transaction, Portion portion, Instant now) {
        if (merged(transaction) >= portion.number()) {
            return;
        }
        Map<MountPlace, Optional<Mounted>> found = new HashMap<>();
        portion.added()
                .forEach((target, added) -> {
                    Use before = uses.find(transaction, target);
                    Use use = before == null ? Use.NONE : before;
                    for (Portion.Added one : added) {
                        Optional<Mounted> mounted =
                                found.computeIfAbsent(one.mount(), at -> mounted(transaction, at));
                        if (mounted.isPresent()
                                && (before != null
                                        || there(transaction, target, mounted.get(), now))) {
                            use = use.plus(one.other(), one.day(), one.counted());
                        }
                    }
                    if (use.reads() > (before == null ? 0 : before.reads())) {
                        uses.put(transaction, target, use);
                    }
                });
        records(transaction)
                .put(
                        id(),
                        ByteBuffer.allocate(1 + 2 * Long.BYTES)
                                .put(VERSION)
                                .putLong(process)
                                .putLong(portion.number())
                                .array());
    }

    /** Empty if it is gone; else a precondition of the commit. */
    private Optional<Mounted> mounted(Transaction transaction, MountPlace at) {
        for (Mounted mounted : mounts.table(transaction, at.namespace()).all()) {
            if (mounted.mount().space().equals(at.space())) {
                mounts.requireUnchanged(transaction, mounted.mount());
                return Optional.of(mounted);
            }
        }
        return Optional.empty();
    }

    /** What is kept of a secret goes with it, so that this matters only where nothing is kept. */
    private boolean there(Transaction transaction, Target target, Mounted mounted, Instant now) {
        return switch (target) {
            case Target.OfIdentity _ -> true;
            case Target.OfSecret secret -> {
                UsedSecrets engine = engines.get(mounted.type().name());
                Mount mount = mounted.mount();
                yield engine != null
                        && since(engine, new EngineContext(transaction, mount, now), secret)
                                != null;
            }
        };
    }

    private static @Nullable Instant since(
            UsedSecrets engine, EngineContext context, Target.OfSecret secret) {
        return engine.since(context, secret.path());
    }

    private static Records records(Transaction transaction) {
        return transaction.records(Keys.ROOT_NAMESPACE, Keys.USAGE);
    }

    private byte[] id() {
        byte[] name = node.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(1 + name.length).put(LAST_PORTION).put(name).array();
    }
}
