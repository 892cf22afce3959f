package io.sealwright.storage.barrier;

import io.sealwright.storage.Entry;
import io.sealwright.storage.Key;
import io.sealwright.storage.KeyEntry;
import io.sealwright.storage.Mutation;
import io.sealwright.storage.TransactionId;
import io.sealwright.storage.barrier.SpaceKeys.FolderKeys;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Keeps the folders of one space in step with its records.
 *
 * <p>A folder exists while its counter does, which holds how many names are in it. Adding to a
 * folder that exists raises the counter without a precondition, so that creators do not conflict.
 * Creating the counter (first name) and deleting it (last name) do have one, and change the folder
 * above in the same transaction. Each name leaves a delta, which a {@link FolderCompaction} merges
 * into the sorted pages.
 */
final class NameIndex {
    // Up to this many deltas are deleted one by one with their folder: a range tombstone costs
    // every later reader.
    private static final int FEW_DELTAS = 64;

    private static final Comparator<String> DEEPEST_FIRST =
            Comparator.comparingInt(RecordPath::depth)
                    .reversed()
                    .thenComparing(Comparator.naturalOrder());

    private final BufferedTransaction transaction;
    private final SpaceKeys keys;
    private final boolean cleared;

    NameIndex(BufferedTransaction transaction, SpaceKeys keys, boolean cleared) {
        this.transaction = transaction;
        this.keys = keys;
        this.cleared = cleared;
    }

    /** Every folder whose names change, by its path, deepest first. Only reads. */
    Map<String, FolderChange> changes(Map<String, NameChange> names) {
        TreeMap<String, FolderChange> todo = new TreeMap<>(DEEPEST_FIRST);
        names.forEach((path, name) -> {
            if (name.exists != name.existed) {
                folder(todo, RecordPath.parent(path))
                        .put(RecordPath.name(path), name.hash, name.exists);
            }
        });
        TreeMap<String, FolderChange> done = new TreeMap<>(DEEPEST_FIRST);
        while (!todo.isEmpty()) {
            Map.Entry<String, FolderChange> deepest = todo.pollFirstEntry();
            String path = deepest.getKey();
            FolderChange folder = deepest.getValue();
            if (folder.after() < 0) {
                throw new CorruptRecordException("a folder counts fewer names than it has");
            }
            boolean existed = folder.before > 0;
            boolean exists = folder.after() > 0;
            if (existed != exists && !path.isEmpty()) {
                FolderChange parent = folder(todo, RecordPath.parent(path));
                parent.put(RecordPath.name(path), folder.keys.folder().bytes(), exists);
            }
            done.put(path, folder);
        }
        return done;
    }

    private FolderChange folder(Map<String, FolderChange> folders, String path) {
        return folders.computeIfAbsent(
                path,
                folder -> {
                    FolderKeys folderKeys =
                            keys.folder(keys.hash(folder.getBytes(StandardCharsets.UTF_8)));
                    Entry count = cleared ? null : transaction.entry(folderKeys.count(), false);
                    return new FolderChange(
                            folderKeys, count == null ? 0 : Counters.decode(count.value()));
                });
    }

    /** Adds to the transaction what the changes need. */
    void write(Map<String, NameChange> names) {
        for (FolderChange folder : changes(names).values()) {
            if (folder.after() == 0) {
                remove(folder);
            } else {
                if (folder.before == 0) {
                    create(folder);
                } else {
                    count(folder);
                }
                folder.names.forEach((name, change) ->
                        transaction.write(
                                folder.keys.delta(change.hash()),
                                new Pending.Sealed(NameDelta.encode(change.added(), name))));
                noticeDeltas(folder);
            }
        }
    }

    private void create(FolderChange folder) {
        Key count = folder.keys.count();
        if (!cleared) {
            transaction.expect(count, 0);
        }
        transaction.write(count, new Pending.Plain(Counters.encode(folder.after())));
    }

    /** Written even if the number stays: the counter's revision is the folder's. */
    private void count(FolderChange folder) {
        long difference = folder.difference();
        // Never to zero here: the last name's removal must be the one that removes the folder.
        long floor = difference > 0 ? difference + 1 : 1;
        List<Mutation.Add> addition = new ArrayList<>();
        addition.add(new Mutation.Add(folder.keys.count(), difference, floor));
        transaction.write(folder.keys.count(), new Pending.Added(addition));
    }

    private void remove(FolderChange folder) {
        if (folder.before == 0) {
            return;
        }
        FolderKeys at = folder.keys;
        Key count = at.count();
        // Any name added or removed meanwhile changed the counter.
        transaction.expect(count, transaction.revision(count, false));
        transaction.write(count, new Pending.Gone());
        List<KeyEntry> deltas = transaction.view().scan(at.deltas(), null, FEW_DELTAS + 1);
        boolean paged = transaction.revision(at.root(), false) != 0;
        if (paged || deltas.size() > FEW_DELTAS) {
            transaction.deletePrefix(at.root());
            transaction.deletePrefix(at.pages());
            transaction.deletePrefix(at.deltas());
        } else {
            // A compaction in between would leave pages behind.
            transaction.expect(at.root(), 0);
            deltas.forEach(delta -> transaction.write(delta.key(), new Pending.Gone()));
        }
    }

    /**
     * Has one transaction in so many look after the deltas, so that on average it happens when they
     * are too many.
     */
    private void noticeDeltas(FolderChange folder) {
        TransactionId id = transaction.id();
        long bits = id.high() ^ Long.rotateLeft(id.low(), 17);
        if (Long.remainderUnsigned(bits, FolderCompaction.threshold(folder.after()))
                < folder.names.size()) {
            transaction.overfull(folder.keys);
        }
    }
}
