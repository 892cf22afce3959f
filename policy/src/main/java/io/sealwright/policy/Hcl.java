package io.sealwright.policy;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * HCL (version 1) and JSON as one small tree: the form of policies and of Vault-style configuration
 * files. A text whose first character is <code>{</code> is JSON, every other one HCL, as the
 * hashicorp/hcl library decides it.
 *
 * <p>Bounds: {@value #MAX_LENGTH} UTF-16 units, nesting {@value #MAX_DEPTH}, a number {@value
 * #MAX_DIGITS} characters. Time is linear in the length. Strings are kept as they are: {@code
 * ${...}} is text.
 */
public final class Hcl {
    /** Longest text: the peer cannot store a larger policy either (its entries end at 1 MiB). */
    public static final int MAX_LENGTH = 1 << 20;

    /** Deepest nesting of objects and lists. */
    public static final int MAX_DEPTH = 64;

    /** Longest number, in characters. */
    public static final int MAX_DIGITS = 64;

    private Hcl() {}

    /**
     * Parses HCL or JSON.
     *
     * @throws HclSyntaxException with line and column if the text is neither, or is beyond a bound
     */
    public static Body parse(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new HclSyntaxException(
                    "text is longer than " + MAX_LENGTH + " characters", new Position(1, 1));
        }
        HclSource source = new HclSource(text);
        return source.startsWithBrace()
                ? new JsonReader(source).document()
                : new HclReader(source).document();
    }

    /**
     * A place in the text.
     *
     * @param line from 1
     * @param column from 1, in Unicode characters
     */
    public record Position(int line, int column) {}

    /** A value with its place. */
    public sealed interface Value permits Text, Numeric, Flag, Null, Items, Body {
        /** Where the value begins. */
        Position at();
    }

    /**
     * A string.
     *
     * @param value the string, escapes resolved
     * @param at its place
     */
    public record Text(String value, Position at) implements Value {
        /** Does not print the string: it may be a secret of a configuration file. */
        @Override
        public String toString() {
            return "Text[" + value.length() + " characters]";
        }
    }

    /**
     * A number.
     *
     * @param value the number as written
     * @param at its place
     */
    public record Numeric(BigDecimal value, Position at) implements Value {}

    /**
     * A boolean.
     *
     * @param value true or false
     * @param at its place
     */
    public record Flag(boolean value, Position at) implements Value {}

    /**
     * A JSON null.
     *
     * @param at its place
     */
    public record Null(Position at) implements Value {}

    /**
     * A list.
     *
     * @param values its values
     * @param at its place
     */
    public record Items(List<Value> values, Position at) implements Value {
        /** Copies the list. */
        public Items {
            values = List.copyOf(values);
        }
    }

    /**
     * One key of an entry.
     *
     * @param name the key
     * @param at its place
     */
    public record Key(String name, Position at) {}

    /**
     * {@code name = value}, or {@code name "label" { }} with its labels as further keys.
     *
     * @param keys at least one
     * @param value its value
     */
    public record Entry(List<Key> keys, Value value) {
        /** Copies the keys. */
        public Entry {
            keys = List.copyOf(keys);
        }

        /** The first key's name. */
        public String name() {
            return keys.getFirst().name();
        }

        /** The first key's place. */
        public Position at() {
            return keys.getFirst().at();
        }
    }

    /**
     * A labelled block.
     *
     * @param labels its labels
     * @param body what is in it
     * @param at its place
     */
    public record Block(List<String> labels, Body body, Position at) {
        /** Copies the labels. */
        public Block {
            labels = List.copyOf(labels);
        }
    }

    /**
     * An object, or the whole text. Keys may repeat.
     *
     * @param entries in the order of the text
     * @param at its place
     */
    public record Body(List<Entry> entries, Position at) implements Value {
        /** Copies the entries. */
        public Body {
            entries = List.copyOf(entries);
        }

        /** The last plain {@code name = value} of this name: HCL lets the later one win. */
        public Optional<Value> value(String name) {
            Optional<Value> found = Optional.empty();
            for (Entry entry : entries) {
                if (entry.keys().size() == 1 && entry.name().equals(name)) {
                    found = Optional.of(entry.value());
                }
            }
            return found;
        }

        /**
         * All blocks of this name, with exactly so many labels each. What HCL writes as labels,
         * JSON writes as nested objects, possibly in lists; both come out alike.
         *
         * @throws HclSyntaxException if something of this name is no object, or has more labels
         */
        public List<Block> blocks(String name, int labels) {
            List<Block> found = new ArrayList<>();
            for (Entry entry : entries) {
                if (entry.name().equals(name)) {
                    List<Key> further = entry.keys().subList(1, entry.keys().size());
                    collect(
                            name,
                            new ArrayList<>(further),
                            entry.value(),
                            labels,
                            entry.at(),
                            found);
                }
            }
            return List.copyOf(found);
        }

        private static void collect(
                String name,
                List<Key> keys,
                Value value,
                int labels,
                Position at,
                List<Block> found) {
            if (keys.size() > labels) {
                throw new HclSyntaxException("too many labels for \"" + name + "\"", at);
            }
            switch (value) {
                case Items items ->
                        items.values()
                                .forEach(item -> collect(name, keys, item, labels, at, found));
                case Body body when keys.size() == labels ->
                        found.add(new Block(keys.stream().map(Key::name).toList(), body, at));
                case Body body -> {
                    for (Entry entry : body.entries()) {
                        List<Key> longer = new ArrayList<>(keys);
                        longer.addAll(entry.keys());
                        collect(name, longer, entry.value(), labels, entry.at(), found);
                    }
                }
                case Text _, Numeric _, Flag _, Null _ ->
                        throw new HclSyntaxException(
                                "\"" + name + "\" must be a block", value.at());
            }
        }
    }
}
