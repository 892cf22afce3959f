package io.sealwright.server.engine.database.postgres;

import io.sealwright.server.engine.database.spi.DatabaseException;
import io.sealwright.server.engine.database.sql.Dialect;
import io.sealwright.server.engine.database.sql.Place;
import io.sealwright.server.engine.database.sql.StatementReader;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** SQL as PostgreSQL reads it, with {@code standard_conforming_strings} on. */
final class PostgresText implements Dialect {
    static final PostgresText DIALECT = new PostgresText();

    private static final Pattern PLAIN_NAME = Pattern.compile("[a-z_][a-z0-9_]*");
    private static final Pattern ATOMIC = Pattern.compile("\\bbegin\\s+atomic\\b");
    private static final Pattern TAG =
            Pattern.compile("\\$(?:[A-Za-z_\\x80-\\uFFFF][A-Za-z0-9_\\x80-\\uFFFF]*)?\\$");

    private static final List<String> COMMENTS = List.of("--", "/*", "*/");

    private PostgresText() {}

    @Override
    public StatementReader reader(String text) {
        return new Reader(text);
    }

    @Override
    public String inCode(String value, boolean name) {
        if (!name) {
            return "'" + value.replace("'", "''") + "'";
        }
        return PLAIN_NAME.matcher(value).matches() ? value : quotedName(value);
    }

    static String quotedName(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** What means nothing but itself in whatever quotes it stands. */
    @Override
    public String inOpaque(String value) {
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

    private static final class Reader extends StatementReader {
        private final String text;
        private final boolean whole;

        Reader(String text) {
            super(text);
            this.text = text;
            // A body in standard SQL holds semicolons of its own.
            this.whole = ATOMIC.matcher(text.toLowerCase(Locale.ROOT)).find();
        }

        @Override
        protected void read(char next) {
            switch (next) {
                case ';' -> end();
                case '"' ->
                        quote(
                                prefixed("u&") ? Place.ESCAPED_DOUBLE_QUOTES : Place.DOUBLE_QUOTES,
                                false);
                case '\'' -> literal();
                case '$' -> dollar();
                case '-' -> dash();
                case '/' -> slash();
                default -> skip();
            }
        }

        private void end() {
            if (whole) {
                skip();
            } else {
                endStatement();
            }
        }

        private void literal() {
            boolean backslashes = prefixed("e");
            quote(
                    backslashes || prefixed("u&")
                            ? Place.ESCAPED_SINGLE_QUOTES
                            : Place.SINGLE_QUOTES,
                    backslashes);
        }

        /** Whether the quote here has this in front of it, and that is not the end of a word. */
        private boolean prefixed(String prefix) {
            int start = at() - prefix.length();
            return start >= 0
                    && text.regionMatches(true, start, prefix, 0, prefix.length())
                    && (start == 0 || !inWord(text.charAt(start - 1)));
        }

        private void dollar() {
            Matcher tag = TAG.matcher(text).region(at(), text.length());
            if (!tag.lookingAt() || at() > 0 && inWord(peek(-1))) {
                skip();
                return;
            }
            int end = find(tag.group(), tag.end());
            opaque(end < 0 ? -1 : end + tag.group().length());
        }

        private void dash() {
            if (startsWith("--")) {
                lineComment();
            } else {
                skip();
            }
        }

        private void slash() {
            if (startsWith("/*")) {
                opaque(endOfComment());
            } else {
                skip();
            }
        }

        /** They nest. */
        private int endOfComment() {
            int depth = 1;
            int end = at() + 2;
            while (depth > 0 && end < text.length()) {
                int step = text.startsWith("/*", end) ? 1 : text.startsWith("*/", end) ? -1 : 0;
                depth += step;
                end += step == 0 ? 1 : 2;
            }
            return depth > 0 ? -1 : end;
        }

        private static boolean inWord(char c) {
            return c == '_' || c == '$' || Character.isLetterOrDigit(c) || c > 0x7F;
        }
    }
}
