package io.sealwright.server.mount;

import io.sealwright.crypto.RandomTokens;
import io.sealwright.server.spi.EngineClass;
import io.sealwright.server.spi.EngineContext;
import io.sealwright.server.spi.EngineType;
import io.sealwright.server.spi.Mount;
import io.sealwright.server.spi.MountConfig;
import io.sealwright.server.spi.RecordCodec;
import io.sealwright.storage.ControlClass;
import io.sealwright.storage.Keys;
import io.sealwright.storage.SpaceId;
import io.sealwright.storage.barrier.Barrier;
import io.sealwright.storage.barrier.ClassCache;
import io.sealwright.storage.barrier.ItemEntry;
import io.sealwright.storage.barrier.Records;
import io.sealwright.storage.barrier.Transaction;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * The stored mounts. A mount is an item under its space id, so that its record says nothing of its
 * path; one guard item, rewritten by every change of the table, keeps two changes from passing each
 * other. Thread-safe.
 */
@Component
public final class Mounts {
    /** The most mounts of one namespace; a table is read as a whole. */
    public static final int MAX_MOUNTS = 5_000;

    private static final byte[] GUARD = {0};
    private static final byte[] MOUNT = {1};
    private static final RecordCodec<Mount> CODEC = RecordCodec.of(Mount.class);

    private final EngineTypes types;
    private final SecureRandom random;
    private final ClassCache<MountTable> cache;

    Mounts(Barrier barrier, EngineTypes types, SecureRandom random) {
        this.types = types;
        this.random = random;
        this.cache = barrier.classCache(ControlClass.MOUNTS, this::load);
    }

    /** The table as of the transaction's view; decoded once for each change of it. */
    public MountTable table(Transaction transaction, int namespace) {
        return cache.get(transaction, namespace);
    }

    private MountTable load(Transaction transaction, int namespace) {
        List<Mounted> mounts = new ArrayList<>();
        for (ItemEntry item : records(transaction, namespace).scan(MOUNT, null, MAX_MOUNTS)) {
            Mount mount = CODEC.decode(item.entry().value());
            EngineType type = types.find(mount.engineClass(), mount.type());
            if (type == null) {
                throw new IllegalStateException(
                        "mount of type " + mount.type() + ", which this version does not have");
            }
            mounts.add(new Mounted(mount, type, new RouteIndex(type.routes(mount))));
        }
        return new MountTable(mounts);
    }

    /**
     * Makes the commit depend on the mount's still being there as it is: every write below it does.
     */
    public void requireUnchanged(Transaction transaction, Mount mount) {
        records(transaction, mount.namespaceId()).get(id(mount), CODEC);
    }

    /** A mount that is not stored yet, with fresh ids. */
    public Mount draft(
            int namespace,
            String path,
            EngineType type,
            String description,
            Map<String, String> options,
            MountConfig config) {
        String accessor =
                (type.engineClass() == EngineClass.AUTH ? "auth_" : "")
                        + type.name()
                        + "_"
                        + hex(random, 4);
        return new Mount(
                namespace,
                path,
                type.name(),
                type.engineClass(),
                accessor,
                UUID.randomUUID().toString(),
                SpaceId.random(random),
                description,
                options,
                config,
                false,
                false,
                false);
    }

    private static String hex(SecureRandom random, int bytes) {
        byte[] value = new byte[bytes];
        random.nextBytes(value);
        return java.util.HexFormat.of().formatHex(value);
    }

    /** Adds a mount whose path has been found free in this transaction. */
    public void add(Transaction transaction, Mount mount, EngineType type, Instant now) {
        guard(transaction, mount.namespaceId());
        put(transaction, mount);
        type.mounted(new EngineContext(transaction, mount, now), mount);
    }

    /** Rewrites a mount: tuned, or moved. Its data stays where it is. */
    public void update(Transaction transaction, Mount mount) {
        guard(transaction, mount.namespaceId());
        requireUnchanged(transaction, mount);
        put(transaction, mount);
    }

    /** Removes a mount and, in the same commit, all its data. */
    public void remove(Transaction transaction, Mount mount) {
        guard(transaction, mount.namespaceId());
        requireUnchanged(transaction, mount);
        records(transaction, mount.namespaceId()).delete(id(mount));
        transaction.records(mount.namespaceId(), mount.space()).clear();
    }

    /** Makes the commit depend on no other change of a namespace's paths, mounts or namespaces. */
    public void guard(Transaction transaction, int namespace) {
        Records records = records(transaction, namespace);
        records.get(GUARD);
        records.put(GUARD, RandomTokens.base62(8, random).getBytes(StandardCharsets.US_ASCII));
    }

    private static void put(Transaction transaction, Mount mount) {
        records(transaction, mount.namespaceId()).put(id(mount), CODEC.encode(mount));
    }

    private static byte[] id(Mount mount) {
        return ByteBuffer.allocate(9).put(MOUNT).putLong(mount.space().value()).array();
    }

    private static Records records(Transaction transaction, int namespace) {
        return transaction.records(namespace, Keys.MOUNTS);
    }
}
