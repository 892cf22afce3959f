package io.sealwright.server.expiry;

import io.sealwright.server.mount.MountTable;
import io.sealwright.server.mount.Mounted;
import io.sealwright.server.mount.Mounts;
import io.sealwright.server.namespace.Namespace;
import io.sealwright.server.namespace.NamespaceTree;
import io.sealwright.server.namespace.Namespaces;
import io.sealwright.server.spi.Ending;
import io.sealwright.server.spi.Expiring;
import io.sealwright.storage.SpaceId;
import io.sealwright.storage.barrier.DueEntry;
import io.sealwright.storage.barrier.Transaction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * What ends when, as the due index has it: nothing else is read but that and the records that its
 * entries name. Thread-safe.
 */
@Component
public final class Expirations {
    /** Entries of the index that one page looks at; most may be of other kinds or namespaces. */
    public static final int MAX_LOOKED_AT = 10_000;

    private static final int BATCH = 1_000;

    private final Map<Byte, Expiring> kinds = new HashMap<>();
    private final Namespaces namespaces;
    // Asked late: the mount table needs the engine types, and a part of one needs this.
    private final ObjectProvider<Mounts> mounts;

    Expirations(List<Expiring> kinds, Namespaces namespaces, ObjectProvider<Mounts> mounts) {
        kinds.forEach(kind -> this.kinds.put(kind.kind(), kind));
        this.namespaces = namespaces;
        this.mounts = mounts;
    }

    /**
     * @param namespace path of its namespace from the root, with a slash at its end; empty for the
     *     root
     * @param path with the one of its mount, in its namespace
     */
    public record Named(Ending ending, String namespace, String path) {}

    /**
     * @param last what the next page begins after; null if there is nothing more
     */
    public record Page(List<Named> endings, @Nullable DueEntry last) {
        public Page {
            endings = List.copyOf(endings);
        }
    }

    /**
     * What ends from a time to another, in this order, of a namespace and those within it.
     *
     * @param after the {@code last} of the page before; null for the first page
     * @param limit the most endings; there may be fewer, also none, although more follow
     */
    public Page page(
            Transaction transaction,
            Namespace within,
            Instant from,
            Instant until,
            @Nullable DueEntry after,
            int limit) {
        List<Named> found = new ArrayList<>();
        DueEntry last = after;
        for (int seen = 0; seen < MAX_LOOKED_AT; seen += BATCH) {
            List<DueEntry> entries =
                    last == null
                            ? transaction.due(from, until, BATCH)
                            : transaction.dueAfter(last, until, BATCH);
            for (DueEntry entry : entries) {
                last = entry;
                named(transaction, within, entry).ifPresent(found::add);
                if (found.size() == limit) {
                    return new Page(found, last);
                }
            }
            if (entries.size() < BATCH) {
                return new Page(found, null);
            }
        }
        return new Page(found, last);
    }

    private Optional<Named> named(Transaction transaction, Namespace within, DueEntry entry) {
        Expiring kind = kinds.get(entry.kind());
        return kind == null
                ? Optional.empty()
                : kind.ending(transaction, entry)
                        .flatMap(ending -> named(transaction, within, ending));
    }

    /** Empty if its namespace or mount is gone, or another one's. */
    private Optional<Named> named(Transaction transaction, Namespace within, Ending ending) {
        NamespaceTree tree = namespaces.tree(transaction);
        Namespace namespace = tree.open(ending.namespace());
        if (namespace == null || !namespace.within(within)) {
            return Optional.empty();
        }
        SpaceId space = ending.mount();
        if (space == null) {
            return Optional.of(new Named(ending, namespace.path(), ending.path()));
        }
        MountTable table = mounts.getObject().table(transaction, ending.namespace());
        Mounted mounted = table.bySpace(space);
        return mounted == null
                ? Optional.empty()
                : Optional.of(
                        new Named(
                                ending, namespace.path(), mounted.mount().path() + ending.path()));
    }
}
