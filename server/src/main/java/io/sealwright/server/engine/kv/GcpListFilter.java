package io.sealwright.server.engine.kv;

import io.sealwright.server.gcp.GcpErrors;
import io.sealwright.server.spi.RequestFailure;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import tools.jackson.databind.node.ObjectNode;

/**
 * The filter of a listing, in Google's filter language: {@code name:prod AND labels.env=test}, with
 * {@code AND}, {@code OR} (which binds closer), {@code NOT} or {@code -}, and parentheses. It looks
 * at resources as they are shown. Immutable.
 */
final class GcpListFilter {
    private static final int MAX_LENGTH = 2_048;
    private static final int DEEPEST = 16;
    private static final Predicate<ObjectNode> ALL = shown -> true;

    private final Predicate<ObjectNode> condition;
    private final boolean empty;

    private GcpListFilter(Predicate<ObjectNode> condition, boolean empty) {
        this.condition = condition;
        this.empty = empty;
    }

    /**
     * @param fields that resources of the listing may have
     * @throws RequestFailure for what is not of the language; it is not repeated
     */
    static GcpListFilter of(String text, Set<String> fields) {
        if (text.isBlank()) {
            return new GcpListFilter(ALL, true);
        }
        if (text.length() > MAX_LENGTH) {
            throw GcpErrors.invalid("A filter has at most " + MAX_LENGTH + " characters.");
        }
        Reading reading = new Reading(GcpFilterToken.all(text), fields);
        return new GcpListFilter(reading.whole(), false);
    }

    boolean isEmpty() {
        return empty;
    }

    boolean matches(ObjectNode shown) {
        return condition.test(shown);
    }

    static RequestFailure invalid() {
        return GcpErrors.invalid(
                "The filter is not of the form that filters have, such as: name:prod AND"
                        + " labels.env=test AND NOT create_time<2026-01-01.");
    }

    /** One filter being read, from left to right. */
    private static final class Reading {
        private final List<GcpFilterToken> tokens;
        private final Set<String> fields;
        private int at;
        private int depth;

        Reading(List<GcpFilterToken> tokens, Set<String> fields) {
            this.tokens = tokens;
            this.fields = fields;
        }

        Predicate<ObjectNode> whole() {
            Predicate<ObjectNode> condition = expression();
            if (at < tokens.size()) {
                throw invalid();
            }
            return condition;
        }

        /** What stands side by side has to hold together, as with an AND. */
        private Predicate<ObjectNode> expression() {
            if (++depth > DEEPEST) {
                throw invalid();
            }
            Predicate<ObjectNode> condition = factor();
            while (at < tokens.size() && !next(")")) {
                if (next("AND")) {
                    at++;
                }
                condition = condition.and(factor());
            }
            depth--;
            return condition;
        }

        private Predicate<ObjectNode> factor() {
            Predicate<ObjectNode> condition = term();
            while (next("OR")) {
                at++;
                condition = condition.or(term());
            }
            return condition;
        }

        private Predicate<ObjectNode> term() {
            if (next("NOT") || next("-")) {
                at++;
                return simple().negate();
            }
            return simple();
        }

        private Predicate<ObjectNode> simple() {
            if (!next("(")) {
                return restriction();
            }
            at++;
            Predicate<ObjectNode> condition = expression();
            take(")");
            return condition;
        }

        private Predicate<ObjectNode> restriction() {
            String word = value();
            if (at >= tokens.size() || !tokens.get(at).comparator()) {
                return new GcpRestriction(List.of("name"), ":", word);
            }
            List<String> path = GcpRestriction.path(word);
            if (!fields.contains(path.getFirst())) {
                throw GcpErrors.invalid("The filter names a field that there is not.");
            }
            String comparator = tokens.get(at++).text();
            return next("(")
                    ? anyOf(path, comparator)
                    : new GcpRestriction(path, comparator, value());
        }

        /** {@code state:(ENABLED OR DISABLED)}: one field, several values. */
        private Predicate<ObjectNode> anyOf(List<String> path, String comparator) {
            at++;
            Predicate<ObjectNode> condition = new GcpRestriction(path, comparator, value());
            while (next("OR") || next("AND")) {
                boolean either = next("OR");
                at++;
                Predicate<ObjectNode> other = new GcpRestriction(path, comparator, value());
                condition = either ? condition.or(other) : condition.and(other);
            }
            take(")");
            return condition;
        }

        private boolean next(String symbol) {
            return at < tokens.size() && tokens.get(at).is(symbol);
        }

        private void take(String symbol) {
            if (!next(symbol)) {
                throw invalid();
            }
            at++;
        }

        private String value() {
            if (at >= tokens.size() || !tokens.get(at).value()) {
                throw invalid();
            }
            return tokens.get(at++).text();
        }
    }
}
