package io.sealwright.server.engine.database.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.server.engine.database.spi.ConnectionSettings;
import io.sealwright.server.engine.database.spi.ConnectionSettings.Address;
import io.sealwright.server.engine.database.spi.ConnectionSettings.Tls;
import io.sealwright.server.engine.database.spi.DatabaseException;
import io.sealwright.server.testing.Authority;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MysqlTargetTest {
    private static final String HOSTILE = "p@ss:w/rd?&%41@tcp(evil)/x?allowLocalInfile=true";
    private static final Authority AUTHORITY = new Authority();

    private static MysqlTarget target(String url, Tls tls) {
        return MysqlTarget.of(
                new ConnectionSettings(
                        Address.of(url, false),
                        "us/er",
                        List.of(HOSTILE),
                        false,
                        tls,
                        new ConnectionSettings.Pooling(4, 0, Duration.ZERO)),
                HOSTILE);
    }

    private static MysqlTarget target(String url) {
        return target(url, Tls.NONE);
    }

    @Test
    void nothingInAPasswordLeadsElsewhere() {
        MysqlTarget target = target("{{username}}:{{password}}@tcp(db.example:3307)/app");
        assertThat(target.url()).isEqualTo("jdbc:mariadb://db.example:3307/app");
        assertThat(target.properties())
                .containsEntry("user", "us/er")
                .containsEntry("password", HOSTILE)
                .containsEntry("allowLocalInfile", "false");
        assertThat(target("u:a/b@c:d@tcp([::1])/").url()).isEqualTo("jdbc:mariadb://[::1]:3306/");
        assertThat(target("u:a/b@c:d@tcp(h)/").password()).isEqualTo("a/b@c:d");
        assertThat(target("u:p@/d").url()).isEqualTo("jdbc:mariadb://127.0.0.1:3306/d");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "u:p@tcp(h:3306)",
                "mysql://u:p@h/d",
                "jdbc:mysql://h/d",
                "u:p@unix(/var/run/mysqld.sock)/d",
                "u:p@tcp(h:x)/d",
                "u:p@tcp(h:70000)/d",
                "u:p@tcp(a b)/d",
                "u:p@tcp(h)/d%zz",
                "u:p@tcp(h)/a%3FallowLocalInfile=true",
                "u:p@tcp(h)/d?tls=custom"
            })
    void whatIsNoDataSourceNameIsRefused(String url) {
        assertThatThrownBy(() -> target(url))
                .isInstanceOf(DatabaseException.class)
                .hasMessageStartingWith("connection_url");
    }

    /** Some options of the driver send files, load classes or follow the server elsewhere. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "allowLocalInfile=true",
                "allowAllFiles=true",
                "allowCleartextPasswords=true",
                "allowOldPasswords=true",
                "allowMultiQueries=true",
                "autoDeserialize=true",
                "credentialType=x",
                "permitRedirect=true",
                "serverSslCert=%2Fetc%2Fpasswd",
                "keyStore=%2Fetc%2Fpasswd",
                "socketFactory=x",
                "tlsSocketType=x",
                "sql_mode=ANSI_QUOTES",
                "init_connect=x"
            })
    void noOptionReachesTheDriver(String option) {
        assertThatThrownBy(() -> target("u:p@tcp(localhost)/d?" + option))
                .isInstanceOf(DatabaseException.class)
                .hasMessageContaining("an option is not available");
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, '', disable, false",
        "127.0.0.1, tls=true, verify-full, false",
        "db.example, '', trust, false",
        "db.example, tls=preferred, trust, false",
        "db.example, tls=skip-verify, trust, false",
        "db.example, tls=true, verify-full, false",
        "db.example, tls=false, disable, true",
        "localhost, tls=false, disable, false",
        "127.0.0.1.evil.example, '', trust, false"
    })
    void anotherMachineIsReachedByTlsUnlessSomebodySaysOtherwise(
            String host, String option, String mode, boolean plain) {
        MysqlTarget target =
                target(
                        "u:p@tcp("
                                + host
                                + ")/d?timeout=3s&"
                                + (option.isEmpty() ? "loc=UTC" : option));
        assertThat(target.properties()).containsEntry("sslMode", mode);
        assertThat(target.isPlainElsewhere()).isEqualTo(plain);
    }

    @Test
    void settingsOfTlsCountMoreThanTheUrl() {
        String url = "u:p@tcp(db.example)/d?tls=false";
        Tls authority = new Tls(AUTHORITY.pem(), "", "", "", false);
        assertThat(target(url, authority).properties()).containsEntry("sslMode", "verify-full");
        assertThat(target(url, new Tls("", "", "", "db", false)).properties())
                .containsEntry("sslMode", "verify-ca");
        assertThat(target(url, new Tls("", "", "", "", true)).properties())
                .containsEntry("sslMode", "trust");
        String both = String.join("", AUTHORITY.client());
        assertThat(target(url, new Tls("", both, both, "", false)).properties())
                .containsEntry("sslMode", "verify-full");
        for (Tls bad :
                List.of(
                        new Tls("x", "", "", "", false),
                        new Tls("", AUTHORITY.pem(), AUTHORITY.pem(), "", false))) {
            assertThatThrownBy(() -> target(url, bad))
                    .isInstanceOf(DatabaseException.class)
                    .hasMessageContaining("cannot be used");
        }
    }

    @Test
    void nothingPrintsASecret() {
        String url = "u:secret@tcp(h)/d";
        assertThat(DataSourceName.parse(url) + target(url).toString()).doesNotContain("secret");
    }
}
