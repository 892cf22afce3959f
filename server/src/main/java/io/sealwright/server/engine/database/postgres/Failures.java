package io.sealwright.server.engine.database.postgres;

import io.sealwright.server.engine.database.spi.DatabaseException;
import io.sealwright.server.engine.database.spi.DatabaseException.Kind;
import io.sealwright.server.engine.database.sql.Said;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * What PostgreSQL says, in words that hold no secret. Its texts quote pieces of the statement, and
 * a statement holds passwords, so that only texts of errors that name objects are passed on.
 */
final class Failures {
    /**
     * Errors whose texts name roles, tables, schemas and the like: 0A000 feature not supported,
     * 25001 active transaction, 2BP01 dependent objects, 3D000 and 3F000 no such database or
     * schema, 42501 not permitted, 42704 and 42710 no such object or one too many, 42P01 and 42P06
     * the same of tables and schemas, 53300 too many connections, 55006 in use, 57014 cancelled.
     */
    private static final Set<String> NAMING =
            Set.of(
                    "0A000", "25001", "2BP01", "3D000", "3F000", "42501", "42704", "42710", "42P01",
                    "42P06", "53300", "55006", "57014");

    private Failures() {}

    static DatabaseException of(SQLException failed, Collection<String> secrets) {
        SQLException met = Said.innermost(failed);
        String state = Objects.requireNonNullElse(met.getSQLState(), "");
        ServerErrorMessage said = met instanceof PSQLException e ? e.getServerErrorMessage() : null;
        if (said == null) {
            return withoutAnswer(state);
        }
        if (state.startsWith("28")) {
            return new DatabaseException(
                    Kind.DENIED,
                    "the database refuses the user or the password (SQLSTATE " + state + ")",
                    state);
        }
        Kind kind = gone(state) ? Kind.UNREACHABLE : Kind.REFUSED;
        return new DatabaseException(kind, text(said, state, secrets), state);
    }

    private static DatabaseException withoutAnswer(String state) {
        // 28000 and 28P01 come from the driver, too, where it cannot answer what the server asks.
        return state.startsWith("28")
                ? new DatabaseException(
                        Kind.DENIED, "the database asks for a password, or for another kind", state)
                : new DatabaseException(
                        Kind.UNREACHABLE,
                        "the database cannot be reached, does not answer in time, or its certificate is not trusted",
                        state);
    }

    /** Connection exceptions, and a server that stops, starts or has no room. */
    private static boolean gone(String state) {
        return state.startsWith("08") || state.startsWith("57P") || state.equals("53300");
    }

    private static String text(ServerErrorMessage said, String state, Collection<String> secrets) {
        @Nullable String message = said.getMessage();
        if (message == null || !NAMING.contains(state)) {
            return "the database refuses a statement (SQLSTATE "
                    + state
                    + "): see its log, and check the statements";
        }
        return Said.text(message, secrets) + " (SQLSTATE " + state + ")";
    }
}
