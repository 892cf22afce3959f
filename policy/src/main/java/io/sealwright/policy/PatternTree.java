package io.sealwright.policy;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All patterns that are not exact, in a path-compressed tree over their literal prefixes. A longer literal prefix always
 * outranks a shorter one, so the winner is found from the deepest node upward. Immutable once built; finding
 * allocates nothing.
 */
final class PatternTree {
    private final Node root = new Node("", null);

    PatternTree(List<MergedRule> rules) {
        rules.forEach(rule -> root.insert(rule, rule.literalPrefix()));
        root.finish();
    }

    /** The rule of highest priority that matches, or null. */
    @Nullable MergedRule find(String path) {
        Node deepest = root;
        int at = 0;
        while (at < path.length()) {
            Node child = deepest.child(path.charAt(at));
            if (child == null || !path.startsWith(child.label, at)) {
                break;
            }
            deepest = child;
            at += child.label.length();
        }
        for (Node node = deepest; node != null; node = node.parent) {
            for (MergedRule rule : node.rules) {
                if (rule.matchesRest(path)) {
                    return rule;
                }
            }
        }
        return null;
    }

    private static final class Node {
        private static final Node[] NO_CHILDREN = {};
        private static final MergedRule[] NO_RULES = {};

        private String label;
        private @Nullable Node parent;
        private Node[] children = NO_CHILDREN;
        private MergedRule[] rules = NO_RULES;

        Node(String label, @Nullable Node parent) {
            this.label = label;
            this.parent = parent;
        }

        @Nullable Node child(char first) {
            for (Node child : children) {
                if (child.label.charAt(0) == first) {
                    return child;
                }
            }
            return null;
        }

        /** Walks down rather than recursing: prefixes of one another may form a long chain. */
        void insert(MergedRule rule, String prefix) {
            Node node = this;
            String rest = prefix;
            while (!rest.isEmpty()) {
                Node child = node.child(rest.charAt(0));
                if (child == null) {
                    child = new Node(rest, node);
                    node.addChild(child);
                }
                int common = common(child.label, rest);
                if (common < child.label.length()) {
                    child = child.split(common);
                }
                node = child;
                rest = rest.substring(common);
            }
            node.rules = Arrays.copyOf(node.rules, node.rules.length + 1);
            node.rules[node.rules.length - 1] = rule;
        }

        private void addChild(Node child) {
            children = Arrays.copyOf(children, children.length + 1);
            children[children.length - 1] = child;
        }

        /** Puts a new node above this one that takes the first characters of the label. */
        private Node split(int at) {
            Node above = new Node(label.substring(0, at), parent);
            Node oldParent = parent;
            if (oldParent != null) {
                oldParent.children[Arrays.asList(oldParent.children).indexOf(this)] = above;
            }
            label = label.substring(at);
            parent = above;
            above.addChild(this);
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

        void finish() {
            java.util.ArrayDeque<Node> open = new java.util.ArrayDeque<>(List.of(this));
            while (!open.isEmpty()) {
                Node node = open.pop();
                Arrays.sort(node.rules, Collections.reverseOrder());
                Collections.addAll(open, node.children);
            }
        }
    }
}
