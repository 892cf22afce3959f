package io.sealwright.server.engine.database.postgres;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes away a user for which nobody wrote how. Not in one transaction: what can be revoked is
 * revoked, also where something else fails.
 */
final class Removal {
    private static final String GRANTED_SCHEMAS =
            "SELECT DISTINCT table_schema FROM information_schema.role_column_grants WHERE grantee = ?";
    private static final String PUBLIC =
            "SELECT nspname FROM pg_catalog.pg_namespace WHERE nspname = ?";
    private static final String DATABASE =
            "SELECT datname FROM pg_catalog.pg_database WHERE datname = current_database() AND ? <> ''";

    private final PostgresUsers.Session session;
    private final String username;
    private final String user;

    Removal(PostgresUsers.Session session, String username) {
        this.session = session;
        this.username = username;
        this.user = " FROM " + PostgresText.quotedName(username);
    }

    /** A user that may still do something is not dropped by the database. */
    void run() throws SQLException {
        SQLException failed = null;
        for (String revocation : revocations()) {
            try {
                session.run(revocation);
            } catch (SQLException e) {
                failed = e;
            }
        }
        try {
            session.run("DROP ROLE IF EXISTS " + PostgresText.quotedName(username));
        } catch (SQLException e) {
            throw failed == null ? e : failed;
        }
    }

    private List<String> revocations() throws SQLException {
        List<String> revocations = new ArrayList<>();
        for (String schema : session.all(GRANTED_SCHEMAS, username)) {
            String name = PostgresText.quotedName(schema);
            revocations.add("REVOKE ALL PRIVILEGES ON ALL TABLES IN SCHEMA " + name + user);
            revocations.add("REVOKE USAGE ON SCHEMA " + name + user);
        }
        if (!session.all(PUBLIC, "public").isEmpty()) {
            revocations.add("REVOKE ALL PRIVILEGES ON ALL TABLES IN SCHEMA public" + user);
            revocations.add("REVOKE ALL PRIVILEGES ON ALL SEQUENCES IN SCHEMA public" + user);
            revocations.add("REVOKE USAGE ON SCHEMA public" + user);
        }
        for (String database : session.all(DATABASE, username)) {
            revocations.add(
                    "REVOKE CONNECT ON DATABASE " + PostgresText.quotedName(database) + user);
        }
        return revocations;
    }
}
