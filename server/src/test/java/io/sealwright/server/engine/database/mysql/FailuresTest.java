package io.sealwright.server.engine.database.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealwright.server.engine.database.spi.DatabaseException;
import io.sealwright.server.engine.database.spi.DatabaseException.Kind;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FailuresTest {
    private static DatabaseException of(String state, int code, String message) {
        return Failures.of(new SQLException(message, state, code), List.of("hunter2-secret", ""));
    }

    @Test
    void whatNamesObjectsIsToldWithoutSecrets() {
        DatabaseException told =
                of("HY000", 1396, "(conn=7) Operation CREATE USER failed for 'hunter2-secret'@'%'");
        assertThat(told.reason())
                .isEqualTo(
                        "the database says: Operation CREATE USER failed for '[password]'@'%' (error 1396)");
        assertThat(told.kind()).isEqualTo(Kind.REFUSED);
    }

    @ParameterizedTest
    @ValueSource(ints = {1064, 1372, 1525, 1292})
    void whatQuotesTheStatementIsNotTold(int code) {
        DatabaseException told = of("42000", code, "syntax to use near 'hunter2' at line 1");
        assertThat(told.reason()).doesNotContain("hunter2").contains(String.valueOf(code));
        assertThat(told.toString()).doesNotContain("hunter2");
    }

    @Test
    void kindsTellWhatCanBeDone() {
        assertThat(of("28000", 1045, "Access denied for user").kind()).isEqualTo(Kind.DENIED);
        assertThat(of("08000", 0, "Socket fail to connect").kind()).isEqualTo(Kind.UNREACHABLE);
        assertThat(of("08004", 1040, "Too many connections").kind()).isEqualTo(Kind.UNREACHABLE);
        assertThat(of("70100", 1927, "Connection was killed").kind()).isEqualTo(Kind.UNREACHABLE);
        assertThat(of("42000", 1142, "SELECT command denied").kind()).isEqualTo(Kind.REFUSED);
    }

    @Test
    void aPoolIsAskedForWhatItMet() {
        SQLException pool =
                new SQLTransientConnectionException(
                        "no connection", new SQLException("Access denied", "28000", 1045));
        assertThat(Failures.of(pool, List.of()).kind()).isEqualTo(Kind.DENIED);
    }
}
