package io.sealwright.storage.barrier;

import io.sealwright.storage.Key;
import io.sealwright.storage.barrier.PageDirectory.PageRef;
import io.sealwright.storage.barrier.SpaceKeys.FolderKeys;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * One bounded step of a compaction: takes deltas in name order into the pages. Every step writes or
 * touches the directory, at the revision that it read, so that pages need no precondition of their
 * own.
 */
final class PageMerge {
    /** A delta as it is stored. */
    record StoredDelta(Key key, long revision, NameDelta delta) {}

    static final int MAX_NAMES = 256;
    private static final int MAX_BYTES = 32 << 10;
    private static final int TARGET_NAMES = 192;
    private static final int TARGET_BYTES = 16 << 10;
    private static final int SMALL = 48;

    // Of one step: far below what a write set may hold.
    private static final int STEP_DELTAS = 512;
    private static final int STEP_BYTES = 1 << 20;

    private final BufferedTransaction transaction;
    private final FolderKeys keys;
    private final List<PageRef> refs;
    private final boolean existed;
    private final Map<Long, List<byte[]>> changed = new TreeMap<>();
    private final Set<Long> removed = new HashSet<>();
    private long nextPage;
    private boolean reordered;
    private int bytes;

    PageMerge(BufferedTransaction transaction, FolderKeys keys) {
        this.transaction = transaction;
        this.keys = keys;
        Decoded<PageDirectory> stored =
                transaction.decoded(keys.root(), PageDirectory.DECODER, true);
        PageDirectory directory = stored == null ? PageDirectory.EMPTY : stored.value();
        this.existed = stored != null;
        this.refs = new ArrayList<>(directory.pages());
        this.nextPage = directory.nextPage();
    }

    /** Takes in the first of {@code deltas}, which are in name order, and returns how many. */
    int apply(List<StoredDelta> deltas) {
        int done = 0;
        while (done < deltas.size() && done < STEP_DELTAS && bytes < STEP_BYTES) {
            int place = PageDirectory.placeOf(refs, deltas.get(done).delta().name());
            int end = end(deltas, done, place);
            place(place, merged(load(place), deltas.subList(done, end)));
            for (StoredDelta delta : deltas.subList(done, end)) {
                transaction.expect(delta.key(), delta.revision());
                transaction.write(delta.key(), new Pending.Gone());
            }
            done = end;
        }
        write();
        return done;
    }

    /** The end of those deltas from {@code start} on that go to the same page. */
    private int end(List<StoredDelta> deltas, int start, int place) {
        byte[] upper = place + 1 < refs.size() ? refs.get(place + 1).lowerBound() : null;
        int end = start;
        while (end < deltas.size()
                && end < STEP_DELTAS
                && (upper == null
                        || Arrays.compareUnsigned(deltas.get(end).delta().name(), upper) < 0)) {
            end++;
        }
        return end;
    }

    private List<byte[]> load(int place) {
        if (refs.isEmpty()) {
            return List.of();
        }
        long id = refs.get(place).id();
        List<byte[]> own = changed.get(id);
        if (own != null) {
            return own;
        }
        Decoded<FolderPage> page = transaction.decoded(keys.page(id), FolderPage.DECODER, false);
        if (page == null) {
            throw new CorruptRecordException("a folder lacks a page");
        }
        return page.value().names();
    }

    private static List<byte[]> merged(List<byte[]> names, List<StoredDelta> deltas) {
        List<byte[]> merged = new ArrayList<>(names.size() + deltas.size());
        int next = 0;
        for (byte[] name : names) {
            int order = 1;
            while (next < deltas.size()) {
                NameDelta delta = deltas.get(next).delta();
                order = Arrays.compareUnsigned(delta.name(), name);
                if (order > 0) {
                    break;
                }
                if (delta.added()) {
                    merged.add(delta.name());
                }
                next++;
                if (order == 0) {
                    break;
                }
            }
            if (order != 0) {
                merged.add(name);
            }
        }
        for (; next < deltas.size(); next++) {
            if (deltas.get(next).delta().added()) {
                merged.add(deltas.get(next).delta().name());
            }
        }
        return merged;
    }

    private void place(int place, List<byte[]> names) {
        if (names.isEmpty()) {
            if (!refs.isEmpty()) {
                drop(place);
            }
            return;
        }
        if (refs.isEmpty()) {
            refs.add(new PageRef(new byte[0], nextPage++));
            reordered = true;
        }
        if (names.size() > MAX_NAMES || size(names) > MAX_BYTES) {
            split(place, names);
        } else {
            change(refs.get(place).id(), names);
            if (names.size() < SMALL && refs.size() > 1) {
                join(place + 1 < refs.size() ? place : place - 1);
            }
        }
    }

    private void drop(int place) {
        PageRef ref = refs.remove(place);
        changed.remove(ref.id());
        removed.add(ref.id());
        if (place == 0 && !refs.isEmpty()) {
            refs.set(0, new PageRef(new byte[0], refs.getFirst().id()));
        }
        reordered = true;
    }

    private void split(int place, List<byte[]> names) {
        int parts = (names.size() + TARGET_NAMES - 1) / TARGET_NAMES;
        int target = (names.size() + parts - 1) / parts;
        int at = place;
        int start = 0;
        int size = 0;
        for (int i = 0; i < names.size(); i++) {
            if (i - start >= target || (i > start && size + names.get(i).length > TARGET_BYTES)) {
                change(refs.get(at).id(), List.copyOf(names.subList(start, i)));
                byte[] first = names.get(i);
                int shared = SortedNamesCodec.shared(names.get(i - 1), first);
                refs.add(++at, new PageRef(Arrays.copyOf(first, shared + 1), nextPage++));
                start = i;
                size = 0;
            }
            size += names.get(i).length;
        }
        change(refs.get(at).id(), List.copyOf(names.subList(start, names.size())));
        reordered = true;
    }

    /** Takes the page after {@code place} into it, if there is room. */
    private void join(int place) {
        List<byte[]> joined = new ArrayList<>(load(place));
        joined.addAll(load(place + 1));
        if (joined.size() <= TARGET_NAMES && size(joined) <= TARGET_BYTES) {
            change(refs.get(place).id(), joined);
            drop(place + 1);
        }
    }

    private void change(long id, List<byte[]> names) {
        changed.put(id, names);
        bytes += size(names);
    }

    private static int size(List<byte[]> names) {
        int size = 0;
        for (byte[] name : names) {
            size += name.length;
        }
        return size;
    }

    private void write() {
        changed.forEach((id, names) ->
                transaction.write(keys.page(id), new Pending.Sealed(FolderPage.encode(names))));
        removed.forEach(id -> transaction.write(keys.page(id), new Pending.Gone()));
        if (refs.isEmpty()) {
            if (existed) {
                transaction.write(keys.root(), new Pending.Gone());
            }
        } else if (reordered) {
            PageDirectory directory = new PageDirectory(nextPage, List.copyOf(refs));
            transaction.write(keys.root(), new Pending.Sealed(directory.encode()));
        } else {
            transaction.write(keys.root(), new Pending.Touched());
        }
    }
}
