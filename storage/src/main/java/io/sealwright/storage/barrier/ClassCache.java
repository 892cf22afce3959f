package io.sealwright.storage.barrier;

import io.sealwright.storage.ControlClass;
import io.sealwright.storage.Keys;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Something made of all records of one control class in a namespace, such as the mount table:
 * loaded once, and again only when a record of that class was written. A hit reads nothing but the
 * class' revision in memory. Thread-safe.
 *
 * <p>Made by {@link Barrier#classCache}; forgotten when the node is sealed.
 */
public final class ClassCache<T> {
    /**
     * Makes the value. Should read by {@code peek}: what it reads is covered by the class, not by
     * preconditions.
     */
    @FunctionalInterface
    public interface Loader<T> {
        T load(Transaction transaction, int namespace);
    }

    private record Loaded<T>(long revision, T value) {}

    private static final class Slot<T> {
        volatile @Nullable Loaded<T> loaded;
    }

    private final ControlClass controlClass;
    private final Loader<T> loader;
    private final ConcurrentMap<Integer, Slot<T>> slots = new ConcurrentHashMap<>();

    ClassCache(ControlClass controlClass, Loader<T> loader) {
        if (controlClass == ControlClass.NONE) {
            throw new IllegalArgumentException("no revision is kept of ordinary data");
        }
        this.controlClass = controlClass;
        this.loader = loader;
    }

    /** The value for the root namespace as of the transaction's view and own writes. */
    public T get(Transaction transaction) {
        return get(transaction, Keys.ROOT_NAMESPACE);
    }

    /** The value for a namespace as of the transaction's view and own writes. */
    public T get(Transaction transaction, int namespace) {
        if (transaction instanceof BufferedTransaction own && own.wrote(namespace, controlClass)) {
            return loader.load(transaction, namespace);
        }
        long revision = transaction.classRevision(namespace, controlClass);
        Slot<T> slot = slots.computeIfAbsent(namespace, key -> new Slot<>());
        Loaded<T> loaded = slot.loaded;
        if (loaded != null && loaded.revision() == revision) {
            return loaded.value();
        }
        // An older view than the cached one is read past it, without pushing it out.
        return loaded != null && loaded.revision() > revision
                ? loader.load(transaction, namespace)
                : load(slot, transaction, namespace, revision);
    }

    /** One thread loads; others that came meanwhile take its result if their view is the same. */
    private T load(Slot<T> slot, Transaction transaction, int namespace, long revision) {
        synchronized (slot) {
            Loaded<T> loaded = slot.loaded;
            if (loaded != null && loaded.revision() == revision) {
                return loaded.value();
            }
            T value = loader.load(transaction, namespace);
            if (loaded == null || loaded.revision() < revision) {
                slot.loaded = new Loaded<>(revision, value);
            }
            return value;
        }
    }

    void clear() {
        slots.clear();
    }
}
