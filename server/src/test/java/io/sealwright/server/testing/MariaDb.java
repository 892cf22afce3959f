package io.sealwright.server.testing;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** A MariaDB server of Debian's packages, on loopback. For one thread. */
public final class MariaDb implements AutoCloseable {
    public static final String PASSWORD = "pass@word:1/?";

    /** Who may do everything, and grant it. */
    public static final String ADMIN = "admin";

    private final Program program;
    private final int port = Ports.free();

    /**
     * @param mode in which it reads SQL
     */
    public MariaDb(String mode) {
        Path folder = Program.folder("mariadb");
        String user = System.getProperty("user.name");
        Program.run(
                folder,
                List.of(
                        "mariadb-install-db",
                        "--no-defaults",
                        "--user=" + user,
                        "--datadir=" + folder.resolve("data"),
                        "--auth-root-authentication-method=normal",
                        "--skip-test-db"));
        program =
                Program.start(
                        folder,
                        List.of(
                                "/usr/sbin/mariadbd",
                                "--no-defaults",
                                "--user=" + user,
                                "--datadir=" + folder.resolve("data"),
                                "--socket=" + folder.resolve("socket"),
                                "--pid-file=" + folder.resolve("pid"),
                                "--bind-address=127.0.0.1",
                                "--port=" + port,
                                "--skip-name-resolve",
                                "--sql-mode=" + mode,
                                "--innodb-buffer-pool-size=16M",
                                "--innodb-flush-log-at-trx-commit=0"));
        awaitFirstUser();
    }

    public static boolean isInstalled() {
        return Program.isInstalled("mariadbd") && Program.isInstalled("mariadb-install-db");
    }

    private void awaitFirstUser() {
        SQLException last = null;
        for (int attempt = 0; attempt < 300; attempt++) {
            try (Connection root = open("root", "")) {
                run(root, "CREATE USER '" + ADMIN + "'@'%' IDENTIFIED BY '" + PASSWORD + "'");
                run(root, "GRANT ALL ON *.* TO '" + ADMIN + "'@'%' WITH GRANT OPTION");
                return;
            } catch (SQLException e) {
                last = e;
            }
            try {
                Thread.sleep(100);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
        }
        throw new AssertionError("MariaDB does not start", last);
    }

    private Connection open(String user, String password) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:mariadb://127.0.0.1:" + port + "/", user, password);
    }

    private static List<String> run(Connection connection, String sql) throws SQLException {
        List<String> found = new ArrayList<>();
        try (Statement statement = connection.createStatement()) {
            if (statement.execute(sql)) {
                ResultSet rows = statement.getResultSet();
                while (rows.next()) {
                    found.add(rows.getString(1));
                }
            }
        }
        return found;
    }

    public int port() {
        return port;
    }

    /** The first column of the answer. */
    public List<String> sql(String sql) {
        try (Connection connection = open(ADMIN, PASSWORD)) {
            return run(connection, sql);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    public boolean letsIn(String user, String password) {
        try (Connection connection = open(user, password)) {
            return connection.isValid(5);
        } catch (SQLException e) {
            return false;
        }
    }

    @Override
    public void close() {
        program.close();
    }
}
