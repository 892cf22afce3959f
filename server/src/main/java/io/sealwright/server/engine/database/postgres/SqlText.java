package io.sealwright.server.engine.database.postgres;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * SQL that an operator wrote, with {@code {{name}}} and the like where values go. It is read as
 * PostgreSQL reads it, so that it is cut at the semicolons that end a statement and at no other,
 * and that a value is quoted as its place wants it: it cannot end the literal or name it stands in.
 *
 * <p>Immutable and thread-safe.
 */
final class SqlText {
    /** Longest text, in characters. */
    static final int MAX_LENGTH = 64 << 10;

    private static final Pattern PLAIN_NAME = Pattern.compile("[a-z_][a-z0-9_]*");
    private static final Pattern ATOMIC = Pattern.compile("\\bbegin\\s+atomic\\b");
    private static final Pattern TAG =
            Pattern.compile("\\$(?:[A-Za-z_\\x80-\\uFFFF][A-Za-z0-9_\\x80-\\uFFFF]*)?\\$");

    private static final List<String> COMMENTS = List.of("--", "/*", "*/");

    /** Where a part of the text stands. */
    private enum Place {
        CODE,
        NAME,
        LITERAL,
        /** A literal or name in which a backslash means something. */
        ESCAPED_NAME,
        ESCAPED_LITERAL,
        /** Between dollar quotes or in a comment, where what stands inside may be of any kind. */
        OPAQUE
    }

    private record Part(Place place, String text) {}

    private final List<List<Part>> statements;

    private SqlText(List<List<Part>> statements) {
        this.statements = statements;
    }

    /**
     * @throws DatabaseException if it is too long, or a quote is not closed
     */
    static SqlText parse(String text) {
        if (text.length() > MAX_LENGTH) {
            throw DatabaseException.misconfigured(
                    "a statement is longer than " + MAX_LENGTH + " characters");
        }
        if (text.indexOf('\0') >= 0) {
            throw DatabaseException.misconfigured("a statement holds a NUL");
        }
        return new SqlText(new Reader(text).read());
    }

    /**
     * The statements with their values. Variables without a value stay as they are.
     *
     * @throws DatabaseException if a value cannot stand where its variable does
     */
    List<String> filled(Map<String, String> values) {
        List<String> filled = new ArrayList<>();
        for (List<Part> statement : statements) {
            StringBuilder sql = new StringBuilder();
            statement.forEach(part -> sql.append(filled(part, values)));
            String text = sql.toString().strip();
            if (!text.isEmpty()) {
                filled.add(text);
            }
        }
        return filled;
    }

    private static String filled(Part part, Map<String, String> values) {
        StringBuilder filled = new StringBuilder();
        int at = 0;
        for (int open = part.text.indexOf("{{"); open >= 0; open = part.text.indexOf("{{", at)) {
            int close = part.text.indexOf("}}", open);
            String value = close < 0 ? null : values.get(part.text.substring(open + 2, close));
            filled.append(part.text, at, value == null ? open + 2 : open);
            at = value == null ? open + 2 : close + 2;
            if (value != null) {
                boolean name = part.text.substring(open + 2, close).endsWith("name");
                filled.append(quoted(part.place, value, name));
            }
        }
        return filled.append(part.text, at, part.text.length()).toString();
    }

    private static String quoted(Place place, String value, boolean name) {
        if (value.indexOf('\0') >= 0) {
            throw DatabaseException.misconfigured("a name or password holds a NUL");
        }
        return switch (place) {
            case CODE -> {
                if (!name) {
                    yield "'" + value.replace("'", "''") + "'";
                }
                yield PLAIN_NAME.matcher(value).matches() ? value : quotedName(value);
            }
            case NAME -> value.replace("\"", "\"\"");
            case LITERAL -> value.replace("'", "''");
            case ESCAPED_NAME -> value.replace("\\", "\\\\").replace("\"", "\"\"");
            case ESCAPED_LITERAL -> value.replace("\\", "\\\\").replace("'", "''");
            case OPAQUE -> harmless(value);
        };
    }

    static String quotedName(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** What means nothing but itself in whatever quotes it stands. */
    private static String harmless(String value) {
        boolean harmless =
                value.chars().noneMatch(c -> c < ' ' || "'\"\\;".indexOf(c) >= 0)
                        && COMMENTS.stream().noneMatch(value::contains)
                        && !TAG.matcher(value).find();
        if (!harmless) {
            throw DatabaseException.misconfigured(
                    "between dollar quotes a name or password may not hold quotes, backslashes, semicolons or comments");
        }
        return value;
    }

    /** Cuts a text into statements and these into parts. */
    private static final class Reader {
        private final String text;
        private final boolean whole;
        private final List<List<Part>> statements = new ArrayList<>();
        private List<Part> statement = new ArrayList<>();
        private int from;
        private int at;

        Reader(String text) {
            this.text = text;
            // A body in standard SQL holds semicolons of its own.
            this.whole = ATOMIC.matcher(text.toLowerCase(Locale.ROOT)).find();
        }

        List<List<Part>> read() {
            while (at < text.length()) {
                char c = text.charAt(at);
                switch (c) {
                    case ';' -> end();
                    case '"' -> quote('"', prefixed("u&") ? Place.ESCAPED_NAME : Place.NAME, false);
                    case '\'' -> literal();
                    case '$' -> dollar();
                    case '-' -> lineComment();
                    case '/' -> blockComment();
                    default -> at++;
                }
            }
            part(Place.CODE, at);
            statements.add(statement);
            return statements;
        }

        private void end() {
            if (whole) {
                at++;
                return;
            }
            part(Place.CODE, at);
            statements.add(statement);
            statement = new ArrayList<>();
            at++;
            from = at;
        }

        private void part(Place place, int end) {
            if (end > from) {
                statement.add(new Part(place, text.substring(from, end)));
            }
            from = end;
        }

        private void literal() {
            boolean backslashes = prefixed("e");
            Place place = backslashes || prefixed("u&") ? Place.ESCAPED_LITERAL : Place.LITERAL;
            quote('\'', place, backslashes);
        }

        /** Whether the quote here has this in front of it, and that is not the end of a word. */
        private boolean prefixed(String prefix) {
            int start = at - prefix.length();
            return start >= 0
                    && text.regionMatches(true, start, prefix, 0, prefix.length())
                    && (start == 0 || !inWord(text.charAt(start - 1)));
        }

        private void quote(char quote, Place place, boolean backslashes) {
            at++;
            part(Place.CODE, at);
            while (at < text.length()) {
                char c = text.charAt(at);
                if (c == quote && (at + 1 == text.length() || text.charAt(at + 1) != quote)) {
                    part(place, at);
                    at++;
                    return;
                }
                at += c == quote || backslashes && c == '\\' ? 2 : 1;
            }
            throw DatabaseException.misconfigured("a quote in a statement is not closed");
        }

        private void dollar() {
            var tag = TAG.matcher(text).region(at, text.length());
            if (!tag.lookingAt() || at > 0 && inWord(text.charAt(at - 1))) {
                at++;
                return;
            }
            opaque(text.indexOf(tag.group(), tag.end()), tag.group().length());
        }

        private void lineComment() {
            if (!text.startsWith("--", at)) {
                at++;
                return;
            }
            int end = text.indexOf('\n', at);
            opaque(end < 0 ? text.length() : end, 0);
        }

        /** They nest. */
        private void blockComment() {
            if (!text.startsWith("/*", at)) {
                at++;
                return;
            }
            int depth = 1;
            int end = at + 2;
            while (depth > 0 && end < text.length()) {
                int step = text.startsWith("/*", end) ? 1 : text.startsWith("*/", end) ? -1 : 0;
                depth += step;
                end += step == 0 ? 1 : 2;
            }
            opaque(depth > 0 ? -1 : end, 0);
        }

        private void opaque(int end, int closing) {
            if (end < 0) {
                throw DatabaseException.misconfigured(
                        "a dollar quote or a comment in a statement is not closed");
            }
            part(Place.CODE, at);
            at = end + closing;
            part(Place.OPAQUE, at);
        }

        private static boolean inWord(char c) {
            return c == '_' || c == '$' || Character.isLetterOrDigit(c) || c > 0x7F;
        }
    }
}
