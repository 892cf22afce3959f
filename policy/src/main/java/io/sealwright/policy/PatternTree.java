package io.sealwright.policy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All patterns that are not exact, in one path-compressed tree in which a {@code +} segment is an
 * edge of its own. What a {@code +} takes is fixed by where it begins, so a look-up visits each
 * node at most once. Immutable once built; finding one rule allocates nothing.
 */
final class PatternTree {
    private final Node root = new Node("");

    PatternTree(List<MergedRule> rules) {
        rules.forEach(this::insert);
    }

    /** The rule of highest priority that matches, or null. */
    @Nullable MergedRule find(String path) {
        return find(root, path, 0);
    }

    /** Follows the literal text in a loop; only a {@code +} recurses. */
    private static @Nullable MergedRule find(Node start, String path, int from) {
        MergedRule best = null;
        Node node = start;
        int at = from;
        while (node != null) {
            best = better(best, node.open);
            if (at == path.length()) {
                best = better(best, node.closed);
            }
            if (node.plus != null) {
                int slash = path.indexOf('/', at);
                best = better(best, find(node.plus, path, slash < 0 ? path.length() : slash));
            }
            node = node.next(path, at);
            at += node == null ? 0 : node.label.length();
        }
        return best;
    }

    /** Every rule that matches, for explanations. */
    List<MergedRule> all(String path) {
        List<MergedRule> found = new ArrayList<>();
        collect(root, path, 0, found);
        return found;
    }

    private static void collect(Node start, String path, int from, List<MergedRule> found) {
        Node node = start;
        int at = from;
        while (node != null) {
            add(node.open, found);
            if (at == path.length()) {
                add(node.closed, found);
            }
            if (node.plus != null) {
                int slash = path.indexOf('/', at);
                collect(node.plus, path, slash < 0 ? path.length() : slash, found);
            }
            node = node.next(path, at);
            at += node == null ? 0 : node.label.length();
        }
    }

    private static void add(@Nullable MergedRule rule, List<MergedRule> found) {
        if (rule != null) {
            found.add(rule);
        }
    }

    private static @Nullable MergedRule better(@Nullable MergedRule a, @Nullable MergedRule b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        return a.compareTo(b) >= 0 ? a : b;
    }

    private void insert(MergedRule rule) {
        Node node = root;
        String text = rule.patternWithoutStar();
        int from = 0;
        while (from < text.length()) {
            int plus =
                    rule.pattern.kind() == PathPattern.Kind.SEGMENTS ? plusSegment(text, from) : -1;
            node = node.descend(text.substring(from, plus < 0 ? text.length() : plus));
            from = plus < 0 ? text.length() : plus + 1;
            node = plus < 0 ? node : node.plus();
        }
        if (rule.endsInStar()) {
            node.open = rule;
        } else {
            node.closed = rule;
        }
    }

    /** Where the next segment that is a bare {@code +} stands; -1 if there is none. */
    private static int plusSegment(String text, int from) {
        for (int at = text.indexOf('+', from); at >= 0; at = text.indexOf('+', at + 1)) {
            boolean begins = at == 0 || text.charAt(at - 1) == '/';
            boolean ends = at == text.length() - 1 || text.charAt(at + 1) == '/';
            if (begins && ends) {
                return at;
            }
        }
        return -1;
    }

    private static final class Node {
        private static final Node[] NONE = {};

        private String label;
        private Node[] children = NONE;

        /** Reached over one whole segment. */
        private @Nullable Node plus;

        /** The rule that ends here with a {@code *}. */
        private @Nullable MergedRule open;

        /** The rule that ends here without one. */
        private @Nullable MergedRule closed;

        Node(String label) {
            this.label = label;
        }

        Node plus() {
            Node existing = plus;
            if (existing == null) {
                existing = new Node("");
                plus = existing;
            }
            return existing;
        }

        /** The child whose label the path goes on with. */
        @Nullable Node next(String path, int at) {
            if (at == path.length()) {
                return null;
            }
            int index = indexOf(path.charAt(at));
            return index >= 0 && path.startsWith(children[index].label, at)
                    ? children[index]
                    : null;
        }

        private int indexOf(char first) {
            for (int i = 0; i < children.length; i++) {
                if (children[i].label.charAt(0) == first) {
                    return i;
                }
            }
            return -1;
        }

        /**
         * The node for this text below, made where it is missing. A loop, as prefixes of one
         * another form a long chain.
         */
        Node descend(String text) {
            Node node = this;
            String rest = text;
            while (!rest.isEmpty()) {
                int index = node.indexOf(rest.charAt(0));
                if (index < 0) {
                    index = node.children.length;
                    node.children = Arrays.copyOf(node.children, index + 1);
                    node.children[index] = new Node(rest);
                }
                int common = common(node.children[index].label, rest);
                if (common < node.children[index].label.length()) {
                    node.children[index] = node.children[index].splitAt(common);
                }
                node = node.children[index];
                rest = rest.substring(common);
            }
            return node;
        }

        /** A new node for the first characters of the label, with this one, shortened, below it. */
        private Node splitAt(int length) {
            Node above = new Node(label.substring(0, length));
            above.children = new Node[] {this};
            label = label.substring(length);
            return above;
        }

        private static int common(String a, String b) {
            int length = Math.min(a.length(), b.length());
            int at = 0;
            while (at < length && a.charAt(at) == b.charAt(at)) {
                at++;
            }
            return at;
        }
    }
}
