package io.sealwright.server.engine.database.sql;

import io.sealwright.server.engine.database.spi.DatabaseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * SQL that an operator wrote, with {@code {{name}}} and the like where values go. It is read as the
 * database reads it, so that it is cut at the semicolons that end a statement and at no other, and
 * that a value is quoted as its place wants it: it cannot end the literal or name it stands in.
 *
 * <p>Immutable and thread-safe.
 */
public final class SqlText {
    /** Longest text, in characters. */
    public static final int MAX_LENGTH = 64 << 10;

    private final Dialect dialect;
    private final List<List<Part>> statements;

    private SqlText(Dialect dialect, List<List<Part>> statements) {
        this.dialect = dialect;
        this.statements = statements;
    }

    /**
     * @throws DatabaseException if it is too long, or a quote is not closed
     */
    public static SqlText parse(String text, Dialect dialect) {
        if (text.length() > MAX_LENGTH) {
            throw DatabaseException.misconfigured(
                    "a statement is longer than " + MAX_LENGTH + " characters");
        }
        if (text.indexOf('\0') >= 0) {
            throw DatabaseException.misconfigured("a statement holds a NUL");
        }
        return new SqlText(dialect, dialect.reader(text).read());
    }

    /**
     * The statements with their values. Variables without a value stay as they are.
     *
     * @throws DatabaseException if a value cannot stand where its variable does
     */
    public List<String> filled(Map<String, String> values) {
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

    private String filled(Part part, Map<String, String> values) {
        StringBuilder filled = new StringBuilder();
        String text = part.text();
        int at = 0;
        for (int open = text.indexOf("{{"); open >= 0; open = text.indexOf("{{", at)) {
            int close = text.indexOf("}}", open);
            String value = close < 0 ? null : values.get(text.substring(open + 2, close));
            filled.append(text, at, value == null ? open + 2 : open);
            at = value == null ? open + 2 : close + 2;
            if (value != null) {
                boolean name = text.substring(open + 2, close).endsWith("name");
                filled.append(quoted(part.place(), value, name));
            }
        }
        return filled.append(text, at, text.length()).toString();
    }

    private String quoted(Place place, String value, boolean name) {
        if (value.indexOf('\0') >= 0) {
            throw DatabaseException.misconfigured("a name or password holds a NUL");
        }
        return switch (place) {
            case CODE -> dialect.inCode(value, name);
            case OPAQUE -> dialect.inOpaque(value);
            case SINGLE_QUOTES,
                    DOUBLE_QUOTES,
                    BACKTICKS,
                    ESCAPED_SINGLE_QUOTES,
                    ESCAPED_DOUBLE_QUOTES ->
                    place.within(value);
        };
    }
}
