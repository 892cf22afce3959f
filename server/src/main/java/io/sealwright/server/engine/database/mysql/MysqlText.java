package io.sealwright.server.engine.database.mysql;

import io.sealwright.server.engine.database.spi.DatabaseException;
import io.sealwright.server.engine.database.sql.Dialect;
import io.sealwright.server.engine.database.sql.Place;
import io.sealwright.server.engine.database.sql.StatementReader;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * SQL as MySQL and MariaDB read it in the modes that {@link MysqlSession} sets: backslashes mean
 * something in both kinds of quotes. Should a statement turn that off, a value still cannot leave
 * its quotes, since backslashes and quotes are both doubled; it is another value then.
 */
final class MysqlText implements Dialect {
    static final MysqlText DIALECT = new MysqlText();

    private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final Pattern BODY = Pattern.compile("\\bbegin\\b");
    private static final List<String> COMMENTS = List.of("--", "/*", "*/", "#");

    private MysqlText() {}

    @Override
    public StatementReader reader(String text) {
        return new Reader(text);
    }

    @Override
    public String inCode(String value, boolean name) {
        if (!name) {
            return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'";
        }
        return PLAIN_NAME.matcher(value).matches() ? value : quotedName(value);
    }

    static String quotedName(String name) {
        return '`' + name.replace("`", "``") + '`';
    }

    @Override
    public String inOpaque(String value) {
        boolean harmless =
                value.chars().noneMatch(c -> c < ' ' || "'\"`\\;".indexOf(c) >= 0)
                        && COMMENTS.stream().noneMatch(value::contains);
        if (!harmless) {
            throw DatabaseException.misconfigured(
                    "in a comment a name or password may not hold quotes, backslashes, semicolons or comments");
        }
        return value;
    }

    private static final class Reader extends StatementReader {
        private final boolean whole;

        Reader(String text) {
            super(text);
            // The body of a procedure holds semicolons of its own.
            this.whole = BODY.matcher(text.toLowerCase(Locale.ROOT)).find();
        }

        @Override
        protected void read(char next) {
            switch (next) {
                case ';' -> end();
                case '\'' -> quote(Place.ESCAPED_SINGLE_QUOTES, true);
                case '"' -> quote(Place.ESCAPED_DOUBLE_QUOTES, true);
                case '`' -> quote(Place.BACKTICKS, false);
                case '#' -> lineComment();
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

        /** Two of them are a comment only with a space behind them. */
        private void dash() {
            if (startsWith("--") && peek(2) <= ' ') {
                lineComment();
            } else {
                skip();
            }
        }

        private void slash() {
            if (!startsWith("/*")) {
                skip();
                return;
            }
            // What stands in these is run, by some versions and not by others.
            if (startsWith("/*!") || startsWith("/*M!")) {
                throw DatabaseException.misconfigured(
                        "a statement holds a comment of the kind /*! */, which some servers run: write it without");
            }
            int end = find("*/", at() + 2);
            opaque(end < 0 ? -1 : end + 2);
        }
    }
}
