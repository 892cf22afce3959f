package io.sealwright.server.engine.database.mysql;

import io.sealwright.server.engine.database.spi.DatabaseException;
import io.sealwright.server.engine.database.spi.DatabaseException.Kind;
import io.sealwright.server.engine.database.sql.Said;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What MySQL says, in words that hold no secret. Its texts quote pieces of the statement, and a
 * statement holds passwords, so that only texts of errors that name objects are passed on.
 */
final class Failures {
    /**
     * Errors whose texts name users, tables, databases and the like: 1044, 1142, 1143, 1227, 1370
     * not permitted, 1046 no database, 1049 and 1146 no such database or table, 1130 from this
     * machine, 1133, 1141, 1269 and 1396 no such user or grant or one too many, 1290 an option of
     * the server, 1410 no user by GRANT, 1470 too long a name, 1819 too weak a password, 1959 no
     * such role, 1969 and 3024 no time left, 3530 no such role.
     */
    private static final Set<Integer> NAMING =
            Set.of(
                    1044, 1046, 1049, 1130, 1133, 1141, 1142, 1143, 1146, 1227, 1269, 1290, 1370,
                    1396, 1410, 1470, 1819, 1959, 1969, 3024, 3530);

    /** A server that has no room, stops, or has cut the connection. */
    private static final Set<Integer> GONE = Set.of(1040, 1053, 1077, 1152, 1927, 3169);

    /** The driver's own, in front of each text. */
    private static final Pattern CONNECTION = Pattern.compile("^\\(conn[:=]\\d+\\) ");

    private Failures() {}

    static DatabaseException of(SQLException failed, Collection<String> secrets) {
        SQLException met = Said.innermost(failed);
        String state = Objects.requireNonNullElse(met.getSQLState(), "");
        int code = met.getErrorCode();
        if (state.startsWith("28")) {
            return new DatabaseException(
                    Kind.DENIED,
                    "the database refuses the user or the password (SQLSTATE " + state + ")",
                    state);
        }
        if (code == 0 || GONE.contains(code) || state.startsWith("08") && !NAMING.contains(code)) {
            return new DatabaseException(
                    Kind.UNREACHABLE,
                    "the database cannot be reached, does not answer in time, speaks no TLS, its certificate is not trusted, or it wants the password in the clear",
                    state);
        }
        return new DatabaseException(Kind.REFUSED, text(met.getMessage(), code, secrets), state);
    }

    private static String text(@Nullable String said, int code, Collection<String> secrets) {
        if (said == null || !NAMING.contains(code)) {
            return "the database refuses a statement (error "
                    + code
                    + "): see its log, and check the statements";
        }
        return Said.text(CONNECTION.matcher(said).replaceFirst(""), secrets)
                + " (error "
                + code
                + ")";
    }
}
