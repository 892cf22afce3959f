package io.sealwright.server.mount;

import io.sealwright.storage.SpaceId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All mounts of one namespace as of one revision. Immutable and thread-safe. */
public final class MountTable {
    private final Map<String, Mounted> byPath = new HashMap<>();
    private final Map<String, Mounted> byAccessor = new HashMap<>();
    private final Map<SpaceId, Mounted> bySpace = new HashMap<>();
    private final List<Mounted> sorted;
    private final int deepest;

    MountTable(List<Mounted> mounts) {
        int depth = 0;
        for (Mounted mounted : mounts) {
            String path = mounted.mount().path();
            byPath.put(path, mounted);
            byAccessor.put(mounted.mount().accessor(), mounted);
            bySpace.put(mounted.mount().space(), mounted);
            depth = Math.max(depth, (int) path.chars().filter(c -> c == '/').count());
        }
        deepest = depth;
        sorted =
                mounts.stream()
                        .sorted((a, b) -> a.mount().path().compareTo(b.mount().path()))
                        .toList();
    }

    /** In path order. */
    public List<Mounted> all() {
        return sorted;
    }

    public @Nullable Mounted at(String mountPath) {
        return byPath.get(mountPath);
    }

    public @Nullable Mounted byAccessor(String accessor) {
        return byAccessor.get(accessor);
    }

    /** The mount whose data lies there; null if it is gone. */
    public @Nullable Mounted bySpace(SpaceId space) {
        return bySpace.get(space);
    }

    /**
     * The mount with the longest path that {@code path} starts with; {@code secret} alone counts as
     * {@code secret/}.
     */
    public @Nullable Mounted match(String path) {
        Mounted best = null;
        int slash = path.indexOf('/');
        for (int depth = 1; slash >= 0 && depth <= deepest; depth++) {
            Mounted found = byPath.get(path.substring(0, slash + 1));
            best = found == null ? best : found;
            slash = path.indexOf('/', slash + 1);
        }
        return best == null ? byPath.get(path + "/") : best;
    }

    /**
     * The mount that stands in the way of a new one at {@code mountPath}: the same, below it or
     * above it; null if free.
     */
    public @Nullable Mounted conflicting(String mountPath) {
        for (Mounted mounted : sorted) {
            String other = mounted.mount().path();
            if (other.startsWith(mountPath) || mountPath.startsWith(other)) {
                return mounted;
            }
        }
        return null;
    }
}
