package io.sealwright.server.engine.kv;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A word or a symbol of a filter.
 *
 * @param quoted a text in quotes, which is a value whatever is in it
 */
record GcpFilterToken(String text, boolean quoted) {
    private static final Set<String> COMPARATORS = Set.of(":", "=", "!=", "<", "<=", ">", ">=");
    private static final Set<String> KEYWORDS = Set.of("AND", "OR", "NOT", "(", ")", "-");
    private static final String ENDS = "()=<>!:\"'";

    static List<GcpFilterToken> all(String text) {
        List<GcpFilterToken> tokens = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (Character.isWhitespace(c)) {
                at++;
                continue;
            }
            GcpFilterToken token = c == '"' || c == '\'' ? quoted(text, at) : plain(text, at);
            tokens.add(token);
            at += token.quoted ? closing(text, at) - at + 1 : token.text.length();
        }
        return tokens;
    }

    private static int closing(String text, int at) {
        int end = text.indexOf(text.charAt(at), at + 1);
        if (end < 0) {
            throw GcpListFilter.invalid();
        }
        return end;
    }

    private static GcpFilterToken quoted(String text, int at) {
        return new GcpFilterToken(text.substring(at + 1, closing(text, at)), true);
    }

    private static GcpFilterToken plain(String text, int at) {
        char c = text.charAt(at);
        char after = at + 1 < text.length() ? text.charAt(at + 1) : ' ';
        if ((c == '<' || c == '>' || c == '!') && after == '=') {
            return new GcpFilterToken(text.substring(at, at + 2), false);
        }
        if (ENDS.indexOf(c) >= 0 || c == '-' && !Character.isWhitespace(after)) {
            return new GcpFilterToken(text.substring(at, at + 1), false);
        }
        int end = at;
        while (end < text.length() && inWord(text, end)) {
            end++;
        }
        return new GcpFilterToken(text.substring(at, end), false);
    }

    /** A time has colons: those between digits belong to the word. */
    private static boolean inWord(String text, int at) {
        char c = text.charAt(at);
        if (c == ':') {
            return at > 0
                    && at + 1 < text.length()
                    && Character.isDigit(text.charAt(at - 1))
                    && Character.isDigit(text.charAt(at + 1))
                    && text.lastIndexOf('T', at) > text.lastIndexOf(' ', at);
        }
        return !Character.isWhitespace(c) && ENDS.indexOf(c) < 0;
    }

    boolean is(String symbol) {
        return !quoted && text.equals(symbol);
    }

    boolean comparator() {
        return !quoted && COMPARATORS.contains(text);
    }

    boolean value() {
        return quoted || !comparator() && !KEYWORDS.contains(text) && !text.equals("!");
    }
}
