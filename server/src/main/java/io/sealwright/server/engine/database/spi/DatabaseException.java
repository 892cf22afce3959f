package io.sealwright.server.engine.database.spi;

/**
 * A database that did not do what it was asked. The message says why, for the answer to the caller
 * and for the log: it holds no secret and nothing of the statements.
 */
public final class DatabaseException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What can be done about it. */
    public enum Kind {
        /** Nobody answers: the same may work later. */
        UNREACHABLE,
        /** The user or the password is not right. */
        DENIED,
        /** A statement failed. */
        REFUSED,
        /** Something that an operator wrote cannot work; nothing was asked of the database. */
        MISCONFIGURED
    }

    private final Kind kind;
    private final String reason;
    private final String state;

    /**
     * @param state the SQLSTATE; empty if there is none
     */
    public DatabaseException(Kind kind, String reason, String state) {
        super(reason, null, false, false);
        this.kind = kind;
        this.reason = reason;
        this.state = state;
    }

    public static DatabaseException misconfigured(String reason) {
        return new DatabaseException(Kind.MISCONFIGURED, reason, "");
    }

    public Kind kind() {
        return kind;
    }

    /** The message. */
    public String reason() {
        return reason;
    }

    /** The SQLSTATE; empty if there is none. */
    public String state() {
        return state;
    }
}
