package io.sealwright.server.events;

import io.sealwright.server.auth.Glob;
import java.util.List;

/**
 * Which events somebody wants to hear of. In every pattern {@code *} stands for any characters, or
 * none. Immutable.
 *
 * @param types patterns of event types; one of them must match
 * @param namespaces patterns of namespaces within {@code base}, without a slash at their ends
 * @param paths patterns of data paths; empty for all
 * @param base path of the namespace from which the others are seen, and whose own events are always
 *     wanted; with a slash behind each name, empty for the root
 */
record EventFilter(List<String> types, List<String> namespaces, List<String> paths, String base) {
    EventFilter {
        types = List.copyOf(types);
        namespaces = List.copyOf(namespaces);
        paths = List.copyOf(paths);
    }

    /**
     * @param namespacePath of the event's namespace
     */
    boolean wants(StoredEvent event, String namespacePath) {
        return any(types, event.type())
                && wantsNamespace(namespacePath)
                && (paths.isEmpty() || any(paths, event.dataPath()));
    }

    private boolean wantsNamespace(String path) {
        if (path.equals(base)) {
            return true;
        }
        return path.startsWith(base)
                && any(namespaces, path.substring(base.length(), path.length() - 1));
    }

    private static boolean any(List<String> patterns, String text) {
        return patterns.stream().anyMatch(pattern -> Glob.matches(pattern, text));
    }
}
