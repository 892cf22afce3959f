package io.sealwright.storage.barrier;

import io.sealwright.storage.Key;
import io.sealwright.storage.KeyEntry;
import io.sealwright.storage.barrier.PageDirectory.PageRef;
import io.sealwright.storage.barrier.SpaceKeys.FolderKeys;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the names of one folder: its pages from the right place on, merged with its deltas. */
final class FolderListing {
    private static final int SCAN = 1_000;

    private final BufferedTransaction transaction;
    private final FolderKeys keys;

    FolderListing(BufferedTransaction transaction, FolderKeys keys) {
        this.transaction = transaction;
        this.keys = keys;
    }

    /**
     * {@code own}: what the transaction itself changes; {@code cleared}: what is stored does not
     * count any more.
     */
    List<String> names(@Nullable FolderChange own, boolean cleared, String after, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("a listing's limit is at least 1");
        }
        byte[] from = after.getBytes(StandardCharsets.UTF_8);
        long countRevision = cleared ? 0 : transaction.revision(keys.count(), false);
        if (countRevision == 0) {
            SortedDeltas changes = new SortedDeltas(0, List.of()).with(own);
            return new Merge(changes, from, limit).finish();
        }
        long rootRevision = transaction.revision(keys.root(), false);
        List<PageRef> pages = pages(rootRevision);
        SortedDeltas stored = deltas(countRevision, rootRevision);
        if (stored.deltas().size() > 2 * FolderCompaction.threshold(pages.size() * 100L)) {
            transaction.overfull(keys);
        }
        Merge merge = new Merge(stored.with(own), from, limit);
        for (int place = PageDirectory.placeOf(pages, from);
                place < pages.size() && !merge.full();
                place++) {
            merge.page(page(pages.get(place)));
        }
        return merge.finish();
    }

    private List<PageRef> pages(long rootRevision) {
        if (rootRevision == 0) {
            return List.of();
        }
        Decoded<PageDirectory> directory =
                transaction.decoded(keys.root(), PageDirectory.DECODER, false);
        return directory == null ? List.of() : directory.value().pages();
    }

    private FolderPage page(PageRef ref) {
        Decoded<FolderPage> page =
                transaction.decoded(keys.page(ref.id()), FolderPage.DECODER, false);
        if (page == null) {
            throw new CorruptRecordException("a folder lacks a page");
        }
        return page.value();
    }

    /**
     * Every change of the names changes the counter's revision, every compaction the directory's.
     */
    private SortedDeltas deltas(long countRevision, long rootRevision) {
        DecodedCache cache = transaction.cache();
        Object cached = cache.get(keys.count(), SortedDeltas.CACHE_TAG, countRevision);
        if (cached instanceof SortedDeltas deltas && deltas.rootRevision() == rootRevision) {
            return deltas;
        }
        SortedDeltas deltas = SortedDeltas.of(rootRevision, read());
        cache.put(keys.count(), SortedDeltas.CACHE_TAG, countRevision, deltas, deltas.bytes());
        return deltas;
    }

    private List<NameDelta> read() {
        List<NameDelta> deltas = new ArrayList<>();
        Key last = null;
        List<KeyEntry> found;
        do {
            found = transaction.view().scan(keys.deltas(), last, SCAN);
            for (KeyEntry one : found) {
                deltas.add(NameDelta.decode(transaction.open(one.key(), one.entry().value())));
                last = one.key();
            }
        } while (found.size() == SCAN);
        return deltas;
    }

    /** Walks pages and deltas side by side. */
    private static final class Merge {
        private final List<NameDelta> deltas;
        private final byte[] from;
        private final int limit;
        private final List<String> names = new ArrayList<>();
        private int next;

        Merge(SortedDeltas deltas, byte[] from, int limit) {
            this.deltas = deltas.deltas();
            this.from = from;
            this.limit = limit;
            this.next = deltas.firstAfter(from);
        }

        boolean full() {
            return names.size() >= limit;
        }

        void page(FolderPage page) {
            List<byte[]> paged = page.names();
            for (int i = page.firstAfter(from); i < paged.size() && !full(); i++) {
                byte[] name = paged.get(i);
                boolean there = true;
                while (next < deltas.size() && !full()) {
                    NameDelta delta = deltas.get(next);
                    int order = Arrays.compareUnsigned(delta.name(), name);
                    if (order > 0) {
                        break;
                    }
                    next++;
                    if (order == 0) {
                        there = delta.added();
                    } else if (delta.added()) {
                        add(delta.name());
                    }
                }
                if (there && !full()) {
                    add(name);
                }
            }
        }

        List<String> finish() {
            while (next < deltas.size() && !full()) {
                NameDelta delta = deltas.get(next++);
                if (delta.added()) {
                    add(delta.name());
                }
            }
            return names;
        }

        private void add(byte[] name) {
            names.add(new String(name, StandardCharsets.UTF_8));
        }
    }
}
