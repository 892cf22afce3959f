package io.sealwright.server.engine.database.sql;

import io.sealwright.server.engine.database.spi.DatabaseException;
import java.util.ArrayList;
import java.util.List;

/** Cuts a text into statements and these into parts, as one dialect wants it. For one use. */
public abstract class StatementReader {
    private final String text;
    private final List<List<Part>> statements = new ArrayList<>();
    private List<Part> statement = new ArrayList<>();
    private int from;
    private int at;

    protected StatementReader(String text) {
        this.text = text;
    }

    /**
     * Reads what begins with this character, which is the next one; at least {@link #skip}s it.
     *
     * @throws DatabaseException if it does not end
     */
    protected abstract void read(char next);

    final List<List<Part>> read() {
        while (at < text.length()) {
            read(text.charAt(at));
        }
        part(Place.CODE, at);
        statements.add(statement);
        return statements;
    }

    /** Passes over the next character. */
    protected final void skip() {
        at++;
    }

    protected final int at() {
        return at;
    }

    protected final boolean startsWith(String wanted) {
        return text.startsWith(wanted, at);
    }

    /** The character so far behind the next one, or in front of it; NUL where the text ends. */
    protected final char peek(int distance) {
        int index = at + distance;
        return index < 0 || index >= text.length() ? '\0' : text.charAt(index);
    }

    protected final int find(String wanted, int start) {
        return text.indexOf(wanted, start);
    }

    protected final int length() {
        return text.length();
    }

    protected final void endStatement() {
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

    /**
     * Reads up to the character that comes next when it comes again, and not twice.
     *
     * @param backslashes whether what stands behind one is never the end
     */
    protected final void quote(Place place, boolean backslashes) {
        char quote = text.charAt(at);
        at++;
        part(Place.CODE, at);
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == quote && peek(1) != quote) {
                part(place, at);
                at++;
                return;
            }
            at += c == quote || backslashes && c == '\\' ? 2 : 1;
        }
        throw DatabaseException.misconfigured("a quote in a statement is not closed");
    }

    /**
     * Reads up to there, as {@link Place#OPAQUE}.
     *
     * @param end negative if there is none
     */
    protected final void opaque(int end) {
        if (end < 0) {
            throw DatabaseException.misconfigured(
                    "a dollar quote or a comment in a statement is not closed");
        }
        part(Place.CODE, at);
        at = end;
        part(Place.OPAQUE, at);
    }

    /** Up to the end of the line. */
    protected final void lineComment() {
        int end = text.indexOf('\n', at);
        opaque(end < 0 ? text.length() : end);
    }
}
