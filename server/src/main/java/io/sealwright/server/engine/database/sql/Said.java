package io.sealwright.server.engine.database.sql;

import java.sql.SQLException;
import java.util.Collection;

/** What a database says, as it is passed on to callers and logs. */
public final class Said {
    /** Longest text that is passed on, in characters. */
    private static final int MAX_TEXT = 300;

    /** Shorter secrets would take words apart. */
    private static final int SHORTEST_SECRET = 4;

    private Said() {}

    /** A pool's own exception says nothing; the one that it met does. */
    public static SQLException innermost(SQLException failed) {
        SQLException found = failed;
        for (Throwable cause = failed.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException inner) {
                found = inner;
            }
        }
        return found;
    }

    /** The text without secrets, and not too long. Only for texts that quote no statement. */
    public static String text(String message, Collection<String> secrets) {
        String shown = message;
        for (String secret : secrets) {
            if (secret.length() >= SHORTEST_SECRET) {
                shown = shown.replace(secret, "[password]");
            }
        }
        return "the database says: "
                + (shown.length() > MAX_TEXT ? shown.substring(0, MAX_TEXT) : shown);
    }
}
