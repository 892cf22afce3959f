package io.sealwright.server.mount;

import io.sealwright.server.spi.Route;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the route of a path relative to its mount. A literal segment wins over {@code {name}},
 * which wins over {@code {name...}}. Immutable and thread-safe.
 */
public final class RouteIndex {
    private final Node root = new Node();
    private final List<Route> routes;

    /**
     * @throws IllegalArgumentException if two routes have the same pattern
     */
    public RouteIndex(List<Route> routes) {
        this.routes = List.copyOf(routes);
        routes.forEach(this::add);
    }

    public List<Route> routes() {
        return routes;
    }

    /** A found route with the values of its pattern's parameters. */
    public record Match(Route route, Map<String, String> parameters) {}

    public @Nullable Match find(String path) {
        List<String> values = new ArrayList<>(4);
        Leaf leaf = find(root, path, 0, values);
        if (leaf == null) {
            return null;
        }
        Map<String, String> parameters = LinkedHashMap.newLinkedHashMap(leaf.names.size());
        for (int i = 0; i < leaf.names.size(); i++) {
            parameters.put(leaf.names.get(i), values.get(i));
        }
        return new Match(leaf.route, parameters);
    }

    private static @Nullable Leaf find(Node node, String path, int from, List<String> values) {
        if (from > path.length()) {
            return node.leaf;
        }
        int slash = path.indexOf('/', from);
        int end = slash < 0 ? path.length() : slash;
        String segment = path.substring(from, end);
        Node literal = node.literals.get(segment);
        if (literal != null) {
            Leaf found = find(literal, path, end + 1, values);
            if (found != null) {
                return found;
            }
        }
        if (node.parameter != null && !segment.isEmpty()) {
            values.add(segment);
            Leaf found = find(node.parameter, path, end + 1, values);
            if (found != null) {
                return found;
            }
            values.removeLast();
        }
        return restOf(node, path.substring(from), values);
    }

    private static @Nullable Leaf restOf(Node node, String rest, List<String> values) {
        if (node.rest != null) {
            values.add(rest);
        }
        return node.rest;
    }

    private void add(Route route) {
        Node node = root;
        List<String> names = new ArrayList<>();
        for (String segment : route.pattern().split("/", -1)) {
            if (segment.endsWith("...}")) {
                names.add(segment.substring(1, segment.length() - 4));
                if (node.rest != null) {
                    throw new IllegalArgumentException("two routes at " + route.pattern());
                }
                node.rest = new Leaf(route, names);
                return;
            }
            if (segment.startsWith("{")) {
                names.add(segment.substring(1, segment.length() - 1));
                node.parameter = node.parameter == null ? new Node() : node.parameter;
                node = node.parameter;
            } else {
                node = node.literals.computeIfAbsent(segment, _ -> new Node());
            }
        }
        if (node.leaf != null) {
            throw new IllegalArgumentException("two routes at " + route.pattern());
        }
        node.leaf = new Leaf(route, names);
    }

    private record Leaf(Route route, List<String> names) {}

    private static final class Node {
        final Map<String, Node> literals = new HashMap<>();
        @Nullable Node parameter;
        @Nullable Leaf leaf;
        @Nullable Leaf rest;
    }
}
