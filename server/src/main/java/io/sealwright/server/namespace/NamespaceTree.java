package io.sealwright.server.namespace;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All namespaces as of one revision. Immutable and thread-safe. */
public final class NamespaceTree {
    private final TreeMap<String, Namespace> byPath = new TreeMap<>();
    private final Map<Integer, Namespace> byNumber = new HashMap<>();
    private final Map<String, Namespace> byId = new HashMap<>();

    NamespaceTree(List<Namespace> stored) {
        add(Namespace.ROOT);
        stored.forEach(this::add);
    }

    private void add(Namespace namespace) {
        byPath.put(namespace.path(), namespace);
        byNumber.put(namespace.number(), namespace);
        if (!namespace.isRoot()) {
            byId.put(namespace.id(), namespace);
        }
    }

    /** Where a request leads to: a namespace, and the path in it. */
    public record Place(Namespace namespace, String path) {}

    /**
     * Goes down from {@code base} as long as the first segment of the path is a namespace.
     *
     * @param base without slashes at its ends; empty, or {@code root}, for the root namespace
     * @return null if there is no namespace {@code base}
     */
    public @Nullable Place find(String base, String path) {
        Namespace namespace =
                base.isEmpty() || base.equals("root") ? Namespace.ROOT : open(base + "/");
        if (namespace == null || byPath.size() == 1) {
            return namespace == null ? null : new Place(namespace, path);
        }
        String rest = path;
        for (int slash = rest.indexOf('/'); slash >= 0; slash = rest.indexOf('/')) {
            Namespace child = open(namespace.path() + rest.substring(0, slash + 1));
            if (child == null) {
                break;
            }
            namespace = child;
            rest = rest.substring(slash + 1);
        }
        return new Place(namespace, rest);
    }

    /** One that is not being deleted. */
    private @Nullable Namespace open(String path) {
        Namespace found = byPath.get(path);
        return found == null || found.tainted() ? null : found;
    }

    /** Also one that is being deleted. */
    public @Nullable Namespace at(String path) {
        return byPath.get(path);
    }

    /** Null if it is gone, or being deleted. */
    public @Nullable Namespace open(int number) {
        Namespace found = byNumber.get(number);
        return found == null || found.tainted() ? null : found;
    }

    /** By what its tokens end with; null if it is gone, or being deleted. */
    public @Nullable Namespace withId(String id) {
        Namespace found = byId.get(id);
        return found == null || found.tainted() ? null : found;
    }

    @Nullable Namespace numbered(int number) {
        return byNumber.get(number);
    }

    /** The root and all on the way from it to a namespace, that one last; empty if it is gone. */
    public List<Namespace> lineage(int number) {
        Namespace last = open(number);
        List<Namespace> found = new ArrayList<>();
        for (Namespace one = last; one != null; one = parent(one)) {
            found.addFirst(one);
        }
        return found;
    }

    private @Nullable Namespace parent(Namespace namespace) {
        return namespace.isRoot() ? null : byPath.get(namespace.parentPath());
    }

    /** All within a namespace, in the order of their paths. */
    public List<Namespace> below(Namespace namespace) {
        return byPath.tailMap(namespace.path(), false).values().stream()
                .takeWhile(other -> other.within(namespace))
                .toList();
    }

    /** Those directly within a namespace, in the order of their names. */
    List<Namespace> children(Namespace namespace) {
        return below(namespace).stream()
                .filter(other -> other.parentPath().equals(namespace.path()))
                .toList();
    }

    /**
     * The namespace directly within another that stands in the way of a mount there; null if free.
     *
     * @param mountPath with a slash at its end
     */
    public @Nullable Namespace conflicting(int number, String mountPath) {
        Namespace parent = byNumber.get(number);
        return parent == null
                ? null
                : byPath.get(parent.path() + mountPath.substring(0, mountPath.indexOf('/') + 1));
    }

    int size() {
        return byPath.size();
    }
}
