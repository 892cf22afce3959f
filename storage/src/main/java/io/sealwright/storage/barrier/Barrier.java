package io.sealwright.storage.barrier;

import io.sealwright.crypto.HashPurpose;
import io.sealwright.crypto.Keyring;
import io.sealwright.crypto.OpenFailedException;
import io.sealwright.crypto.RootKey;
import io.sealwright.crypto.SealedRootKey;
import io.sealwright.crypto.SecretBytes;
import io.sealwright.storage.Consistency;
import io.sealwright.storage.ControlClass;
import io.sealwright.storage.Deadline;
import io.sealwright.storage.Entry;
import io.sealwright.storage.Key;
import io.sealwright.storage.Keys;
import io.sealwright.storage.Mutation;
import io.sealwright.storage.Outcome;
import io.sealwright.storage.Precondition;
import io.sealwright.storage.SpaceId;
import io.sealwright.storage.Store;
import io.sealwright.storage.StoreException;
import io.sealwright.storage.TransactionId;
import io.sealwright.storage.View;
import io.sealwright.storage.WriteSet;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The store with every value and every name sealed: transactions, and the life of the keys they
 * need. Sealed until {@link #unseal}. Thread-safe.
 *
 * <p>What transactions and reads throw beside the body's own exceptions: {@link SealedException},
 * {@link ConflictException} and {@link StoreException}.
 */
public final class Barrier implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Barrier.class);
    private static final long CACHE_BYTES = 64L << 20;
    private static final int MAX_WAITING = 1024;
    private static final Duration INITIALISE_TIME = Duration.ofSeconds(30);
    private static final Duration SYSTEM_READ_TIME = Duration.ofSeconds(1);

    private final Store store;
    private final SecureRandom random;
    private final InstantSource clock;
    private final DecodedCache cache = new DecodedCache(CACHE_BYTES);
    private final List<ClassCache<?>> classCaches = new CopyOnWriteArrayList<>();
    private final BarrierKeys keys = new BarrierKeys(this::keysChanged);
    private final FairQueue queue = new FairQueue(MAX_WAITING);
    private final SharedTurns turns;
    private final EncryptionCount encryptions = new EncryptionCount(keys);
    private final Background background = new Background();
    private final RecordWatches watches = new RecordWatches();
    private final Attempts attempts;
    private final FolderCompaction compaction;

    public Barrier(Store store, SecureRandom random, InstantSource clock) {
        this.store = store;
        this.random = random;
        this.clock = clock;
        Supplier<TransactionId> newId = () -> TransactionId.random(random);
        this.turns = new SharedTurns(store, newId);
        this.attempts =
                new Attempts(
                        store,
                        keys,
                        cache,
                        queue,
                        turns,
                        encryptions,
                        newId,
                        this::requestCompaction);
        this.compaction = new FolderCompaction(attempts, background.compaction());
        store.onApplied(
                new Store.AppliedListener() {
                    @Override
                    public void applied(long index, Store.Touched touched) {
                        Barrier.this.applied(touched);
                    }

                    @Override
                    public void replaced() {
                        watches.wakeAll();
                    }
                });
    }

    /** On the apply thread. */
    private void applied(Store.Touched touched) {
        if (touched.spaces().contains(Keys.TURNS)) {
            turns.noticed();
        }
        if (touched.spaces().contains(Keys.SYSTEM_SPACE) && !keys.sealed()) {
            background.once(this::followNow);
        }
        watches.touched(touched);
    }

    /**
     * Watches a named record, whether it exists or not. What is read after this call and then
     * changes, wakes the watch.
     *
     * @throws SealedException if sealed
     */
    public RecordWatch watch(int namespace, SpaceId space, String path) {
        keys.require();
        SpaceKeys names = new SpaceKeys(namespace, space, keys);
        return watches.watch(names.record(names.hash(RecordPath.record(path))));
    }

    private void requestCompaction(SpaceKeys.FolderKeys folder) {
        compaction.request(folder);
    }

    private void keysChanged() {
        if (keys.sealed()) {
            watches.wakeAll();
            cache.shut();
        } else {
            cache.clear();
        }
        classCaches.forEach(ClassCache::clear);
    }

    /**
     * So that a member without requests, too, sees every rotation before the rekey that builds on
     * it.
     */
    private void followNow() {
        try (View view = store.view(Consistency.LOCAL, Deadline.in(SYSTEM_READ_TIME))) {
            keys.follow(view);
        } catch (SealedException | StoreException e) {
            LOG.debug("keyring not followed in the background: {}", e.toString());
        }
    }

    // Keys.

    public boolean sealed() {
        return keys.sealed();
    }

    /**
     * Whether the store holds a keyring; answered from this member alone if no majority answers
     * soon.
     */
    public boolean initialised() {
        return systemEntry(SystemRecords.KEYRING) != null;
    }

    /**
     * Writes the first keyring and seal records; the barrier stays sealed. Keeps none of the
     * arguments.
     *
     * @throws AlreadyInitialisedException if there are some already, also when another node was
     *     faster
     */
    public void initialise(Keyring keyring, RootKey rootKey, SealedRootKey... seals) {
        WriteSet first =
                new WriteSet(
                        TransactionId.random(random),
                        List.of(
                                new Precondition.Absent(SystemRecords.KEYRING),
                                new Precondition.Absent(SystemRecords.SEAL),
                                new Precondition.Absent(SystemRecords.ROOT_UPGRADE)),
                        List.of(
                                new Mutation.Put(SystemRecords.KEYRING, keyring.encode(rootKey)),
                                new Mutation.Put(
                                        SystemRecords.SEAL,
                                        SystemRecords.encodeSeals(Arrays.asList(seals))),
                                new Mutation.Put(
                                        EncryptionCount.key(keyring.activeTerm()),
                                        Counters.encode(0))));
        if (!(store.commit(first, Deadline.in(INITIALISE_TIME)) instanceof Outcome.Committed)) {
            throw new AlreadyInitialisedException();
        }
    }

    /**
     * Opens the keyring with {@code rootKey} and takes the key over; if this throws, the caller
     * still owns it. Does nothing but close the key if the barrier is unsealed already.
     *
     * @throws NotInitialisedException if there is no keyring
     * @throws OpenFailedException if the keyring is sealed by another root key
     */
    public void unseal(RootKey rootKey) {
        try (View view = systemView()) {
            cache.reopen();
            keys.unseal(rootKey, view);
        } finally {
            if (keys.sealed()) {
                cache.shut();
            }
        }
    }

    /**
     * Wipes the keys and all that was decoded with them. Calls in progress finish or get {@link
     * SealedException}.
     */
    public void seal() {
        keys.seal();
    }

    /** The seal to unseal with; null if the cluster is not initialised. Works while sealed. */
    public @Nullable SealedRootKey sealRecord() {
        List<SealedRootKey> seals = sealRecords();
        return seals.isEmpty() ? null : seals.getFirst();
    }

    /** As {@link #sealRecord}, from this member's own state alone: it waits for nobody. */
    public @Nullable SealedRootKey localSealRecord() {
        try (View view = store.view(Consistency.LOCAL, Deadline.in(SYSTEM_READ_TIME))) {
            Entry entry = view.get(SystemRecords.SEAL);
            return entry == null ? null : SystemRecords.decodeSeals(entry.value()).getFirst();
        }
    }

    /**
     * All seals, in the order in which they were given; empty if the cluster is not initialised.
     * Works while sealed.
     */
    public List<SealedRootKey> sealRecords() {
        Entry entry = systemEntry(SystemRecords.SEAL);
        return entry == null ? List.of() : SystemRecords.decodeSeals(entry.value());
    }

    /**
     * Whether {@code rootKey} is the one that the stored keyring is sealed by; false if there is no
     * keyring.
     */
    public boolean opens(RootKey rootKey) {
        Entry entry = systemEntry(SystemRecords.KEYRING);
        return entry != null && BarrierKeys.opens(rootKey, entry);
    }

    private @Nullable Entry systemEntry(Key key) {
        try (View view = systemView()) {
            return view.get(key);
        }
    }

    private View systemView() {
        try {
            return store.view(Consistency.LINEARIZABLE, Deadline.in(SYSTEM_READ_TIME));
        } catch (StoreException.Unavailable e) {
            return store.view(Consistency.LOCAL, Deadline.in(SYSTEM_READ_TIME));
        }
    }

    /**
     * Adds a key term, under which all nodes seal from then on. {@code required}: such as the
     * leader's fence.
     */
    public TermInfo rotate(Deadline deadline, Precondition... required) {
        BarrierKeys.Unsealed from;
        Entry upgrade;
        try (View view = store.view(Consistency.LINEARIZABLE, deadline)) {
            keys.follow(view);
            from = keys.require();
            upgrade = view.get(SystemRecords.ROOT_UPGRADE);
        }
        Keyring next = from.keyring().rotate(clock, random);
        boolean adopted = false;
        try {
            KeyringWrite write = new KeyringWrite(TransactionId.random(random), from, required);
            byte[] record = next.encode(from.root());
            write.put(SystemRecords.KEYRING, record);
            write.put(EncryptionCount.key(next.activeTerm()), Counters.encode(0));
            if (upgrade != null
                    && RootUpgradeRecord.at(upgrade.value())
                            .plus(RootUpgradeRecord.KEPT)
                            .isBefore(clock.instant())) {
                write.delete(SystemRecords.ROOT_UPGRADE);
            }
            long revision = write.commit(store, deadline);
            adopted = keys.adopt(from, next, from.root(), record, revision);
        } finally {
            if (!adopted) {
                next.close();
            }
        }
        return termInfo();
    }

    /**
     * Replaces root key and seal in one write; unsealed members follow by themselves. Takes {@code
     * newRoot} over; if this throws, the caller still owns it, and after {@link
     * StoreException.OutcomeUnknown} either seal may be the valid one.
     *
     * @throws ConflictException if another rotation or rekey came in between; nothing was written
     */
    public void rekey(Deadline deadline, SealedRootKey newSeal, RootKey newRoot) {
        rekey(deadline, List.of(newSeal), newRoot);
    }

    /** As the other {@code rekey}, with several seals of the same new root key. */
    public void rekey(Deadline deadline, List<SealedRootKey> newSeals, RootKey newRoot) {
        BarrierKeys.Unsealed from;
        Entry seal;
        try (View view = store.view(Consistency.LINEARIZABLE, deadline)) {
            keys.follow(view);
            from = keys.require();
            seal = view.get(SystemRecords.SEAL);
        }
        if (seal == null) {
            throw new NotInitialisedException();
        }
        KeyringWrite write =
                new KeyringWrite(
                        TransactionId.random(random),
                        from,
                        new Precondition.AtRevision(SystemRecords.SEAL, seal.revision()));
        byte[] record = from.keyring().encode(newRoot);
        write.put(SystemRecords.KEYRING, record);
        write.put(SystemRecords.SEAL, SystemRecords.encodeSeals(newSeals));
        write.put(
                SystemRecords.ROOT_UPGRADE,
                RootUpgradeRecord.encode(newRoot, from.keyring(), clock.instant()));
        long revision = write.commit(store, deadline);
        if (!keys.adopt(from, from.keyring(), newRoot, record, revision)) {
            // The background was faster and has its own copy.
            newRoot.close();
        }
    }

    /** The active term, from this member's state. */
    public TermInfo termInfo() {
        try (View view = store.view(Consistency.LOCAL, Deadline.in(SYSTEM_READ_TIME))) {
            keys.follow(view);
            Keyring.TermInfo term = keys.require().keyring().termInfo();
            return new TermInfo(term.term(), term.installedAt(), encryptions.total(view));
        }
    }

    /**
     * Whether the active term is older than {@code interval} or has sealed {@code maxEncryptions}
     * values. The number is rough: each node adds its own about once a minute, and what it had not
     * added when it stopped is missing.
     */
    public boolean rotationDue(long maxEncryptions, Duration interval) {
        TermInfo term = termInfo();
        return term.encryptions() >= maxEncryptions
                || !term.installedAt().plus(interval).isAfter(clock.instant());
    }

    /** See {@link Keyring#hash}: the same on every node and after every rotation. */
    public byte[] hash(HashPurpose purpose, byte[]... parts) {
        return keys.hash(purpose, parts);
    }

    /**
     * See {@link RootKey#derive}: proves to others that this node is unsealed, without telling the
     * root key.
     */
    public SecretBytes derive(String label) {
        return keys.derive(label);
    }

    // Transactions.

    /** Runs {@code body} and commits what it wrote, again on a newer view after a conflict. */
    public <T extends @Nullable Object> T transact(Deadline deadline, TransactionBody<T> body) {
        return transact(deadline, null, null, body);
    }

    /**
     * Runs {@code body} on a linearizable view and commits what it wrote as one entry; after a
     * conflict again on a newer view, up to 20 times. Whatever the body throws reaches the caller,
     * checked or not, and nothing is committed.
     *
     * @param firstId id of the first attempt, from which later ones' follow ({@link
     *     TransactionId#attempt}); null for random ones
     * @param fairness a key that the transaction is known to write (see {@link #recordKey}), to
     *     queue at before the first attempt; null to queue only after a conflict
     * @throws ConflictException if every attempt met a conflict, or too many wait; nothing was
     *     written
     * @throws StoreException.OutcomeUnknown if the write may have happened; the body is not run
     *     again
     */
    public <T extends @Nullable Object> T transact(
            Deadline deadline,
            @Nullable TransactionId firstId,
            @Nullable Key fairness,
            TransactionBody<T> body) {
        return new TransactionRun(attempts, queue, turns, deadline).run(firstId, fairness, body);
    }

    /** Runs {@code body} on a view; a write in it throws {@link IllegalStateException}. */
    public <T extends @Nullable Object> T read(
            Consistency consistency, Deadline deadline, TransactionBody<T> body) {
        return attempts.read(consistency, deadline, body);
    }

    /** The storage key of a named record. */
    public Key recordKey(int namespace, SpaceId space, String path) {
        SpaceKeys spaceKeys = new SpaceKeys(namespace, space, keys);
        return spaceKeys.record(spaceKeys.hash(RecordPath.record(path)));
    }

    /** The storage key of an item. */
    public Key itemKey(int namespace, SpaceId space, byte[] id) {
        return new SpaceKeys(namespace, space, keys).item(id);
    }

    /**
     * A cache of what {@code loader} makes of all records of a class in a namespace; kept until the
     * barrier is closed.
     */
    public <T> ClassCache<T> classCache(ControlClass controlClass, ClassCache.Loader<T> loader) {
        ClassCache<T> made = new ClassCache<>(controlClass, loader);
        classCaches.add(made);
        return made;
    }

    /** Of the cache of decoded records. */
    public CacheStats cacheStats() {
        return cache.stats();
    }

    /** Merges a folder's deltas now, down to {@code keep}; for tests and benchmarks. */
    int compact(int namespace, SpaceId space, String folder, int keep) {
        SpaceKeys spaceKeys = new SpaceKeys(namespace, space, keys);
        byte[] path = folder.getBytes(StandardCharsets.UTF_8);
        return compaction.compact(spaceKeys.folder(spaceKeys.hash(path)), keep);
    }

    /** The newest term that this node has loaded, without looking for a newer one. */
    int loadedTerm() {
        return keys.require().keyring().activeTerm();
    }

    EncryptionCount encryptionCount() {
        return encryptions;
    }

    DecodedCache cache() {
        return cache;
    }

    /** Seals and stops the background threads; the store stays open. */
    @Override
    public void close() {
        background.close();
        seal();
    }
}
