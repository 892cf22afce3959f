package io.sealwright.server.engine.database.sql;

/** Where in SQL a value stands. */
public enum Place {
    /** Outside of all quotes. */
    CODE(""),
    SINGLE_QUOTES("'"),
    DOUBLE_QUOTES("\""),
    BACKTICKS("`"),
    /** Within quotes in which a backslash means something. */
    ESCAPED_SINGLE_QUOTES("\\'"),
    ESCAPED_DOUBLE_QUOTES("\\\""),
    /** In a comment or between dollar quotes, where what stands inside may be of any kind. */
    OPAQUE("");

    private final String doubled;

    Place(String doubled) {
        this.doubled = doubled;
    }

    /**
     * The value as it is written within these quotes; what means something there is doubled. Not
     * for {@link #CODE} and {@link #OPAQUE}, where the dialect has to say it.
     */
    String within(String value) {
        String written = value;
        for (char character : doubled.toCharArray()) {
            String one = String.valueOf(character);
            written = written.replace(one, one + one);
        }
        return written;
    }
}
