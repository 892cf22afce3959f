package io.sealwright.server.engine.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealwright.server.engine.database.spi.DatabaseException;
import io.sealwright.server.engine.database.spi.DatabaseException.Kind;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

class FailuresTest {
    private static final List<String> SECRETS = List.of("hunter2-secret", "");

    private static PSQLException said(String state, String message) {
        return new PSQLException(
                new ServerErrorMessage("SERROR\0VERROR\0C" + state + "\0M" + message + "\0"));
    }

    private static DatabaseException of(String state, String message) {
        return Failures.of(said(state, message), SECRETS);
    }

    @Test
    void whatNamesObjectsIsToldWithoutSecrets() {
        DatabaseException told = of("42710", "role \"hunter2-secret\" already exists");
        assertThat(told.reason())
                .isEqualTo(
                        "the database says: role \"[password]\" already exists (SQLSTATE 42710)");
        assertThat(told.kind()).isEqualTo(Kind.REFUSED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"42601", "22007", "XX000", "P0001"})
    void whatQuotesTheStatementIsNotTold(String state) {
        DatabaseException told =
                of(state, "syntax error at or near \"hunter2-s\" in PASSWORD 'hunter2'");
        assertThat(told.reason()).doesNotContain("hunter2").contains(state);
        assertThat(told.toString()).doesNotContain("hunter2");
    }

    @Test
    void kindsTellWhatCanBeDone() {
        assertThat(of("28P01", "password authentication failed for user \"x\"").kind())
                .isEqualTo(Kind.DENIED);
        assertThat(of("57P03", "the database system is starting up").kind())
                .isEqualTo(Kind.UNREACHABLE);
        assertThat(Failures.of(new SQLException("broken", "08006"), SECRETS).kind())
                .isEqualTo(Kind.UNREACHABLE);
    }

    @Test
    void aPoolIsAskedForWhatItMet() {
        SQLException pool =
                new SQLTransientConnectionException(
                        "no connection", said("28P01", "password authentication failed"));
        assertThat(Failures.of(pool, SECRETS).kind()).isEqualTo(Kind.DENIED);
    }

    @Test
    void aLongTextIsCut() {
        assertThat(of("42704", "x".repeat(5_000)).reason()).hasSizeLessThan(500);
    }
}
