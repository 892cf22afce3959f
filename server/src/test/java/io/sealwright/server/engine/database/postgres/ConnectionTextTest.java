package io.sealwright.server.engine.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.server.engine.database.spi.ConnectionSettings;
import io.sealwright.server.engine.database.spi.ConnectionSettings.Address;
import io.sealwright.server.engine.database.spi.DatabaseException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionTextTest {
    private static final ConnectionText.Login LOGIN =
            new ConnectionText.Login("us/er", "p@ss:w?rd&%41", false);

    private static ConnectionText parse(String text) {
        return ConnectionText.parse(text, LOGIN);
    }

    private static Target target(String url) {
        return Target.of(
                new ConnectionSettings(
                        Address.of(url, false),
                        "u",
                        List.of("p"),
                        false,
                        ConnectionSettings.Tls.NONE,
                        new ConnectionSettings.Pooling(4, 0, Duration.ZERO)),
                "p");
    }

    @Test
    void aUrlIsReadAndNothingInAPasswordLeadsElsewhere() {
        ConnectionText text =
                parse(
                        "postgresql://{{username}}:{{password}}@db.example:6432/my%20db?sslmode=require");
        assertThat(text)
                .isEqualTo(
                        new ConnectionText(
                                List.of(new ConnectionText.Host("db.example", 6_432)),
                                "my db",
                                "us/er",
                                "p@ss:w?rd&%41",
                                Map.of("sslmode", "require")));
    }

    @Test
    void pairsAreRead() {
        ConnectionText text =
                parse(
                        "host=a,b port=1,2 user={{username}} password='{{password}}' dbname='my \\'db' ");
        assertThat(text.hosts())
                .containsExactly(new ConnectionText.Host("a", 1), new ConnectionText.Host("b", 2));
        assertThat(text.user()).isEqualTo("us/er");
        assertThat(text.password()).isEqualTo("p@ss:w?rd&%41");
        assertThat(text.database()).isEqualTo("my 'db");
    }

    @Test
    void whatIsEncodedAlreadyIsDecoded() {
        ConnectionText text =
                ConnectionText.parse(
                        "postgres://{{username}}:{{password}}@h/",
                        new ConnectionText.Login("u%2Fx", "p%40+", true));
        assertThat(text.user()).isEqualTo("u/x");
        assertThat(text.password()).isEqualTo("p@+");
        assertThat(text.hosts()).containsExactly(new ConnectionText.Host("h", 5_432));
    }

    @Test
    void severalHostsAndAddresses() {
        assertThat(parse("postgresql://u@a:1,[::1]:2,c/d").hosts())
                .containsExactly(
                        new ConnectionText.Host("a", 1),
                        new ConnectionText.Host("[::1]", 2),
                        new ConnectionText.Host("c", 5_432));
        assertThat(parse("postgresql:///d").hosts())
                .containsExactly(new ConnectionText.Host("localhost", 5_432));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "jdbc:postgresql://h/d",
                "mysql://u@h/d",
                "postgresql://u@h:70000/d",
                "postgresql://u@h:x/d",
                "postgresql://u@h/d?x",
                "postgresql://u@h/%zz",
                "host=/var/run/postgresql",
                "host='a",
                "host=a b"
            })
    void whatIsNeitherIsRefused(String text) {
        assertThatThrownBy(() -> parse(text)).isInstanceOf(DatabaseException.class);
    }

    /** Some options of the driver make it load classes or write files. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "socketFactory=java.io.FileOutputStream",
                "socketFactoryArg=/tmp/x",
                "sslfactory=org.springframework.context.support.ClassPathXmlApplicationContext",
                "sslfactoryarg=http://x",
                "sslhostnameverifier=x",
                "sslpasswordcallback=x",
                "authenticationPluginClassName=x",
                "loggerFile=/tmp/x",
                "loggerLevel=DEBUG",
                "sslrootcert=/etc/passwd",
                "sslcert=/etc/passwd",
                "sslkey=/etc/passwd",
                "service=x",
                "sslmode=none",
                "target_session_attrs=x"
            })
    void noOptionReachesTheDriverThatIsNotKnownToDoNoHarm(String option) {
        assertThatThrownBy(() -> target("postgresql://u:p@localhost/d?" + option))
                .isInstanceOf(DatabaseException.class)
                .hasMessageStartingWith("connection_url: ");
    }

    @Test
    void nothingInADatabaseNameIsAnOptionOfTheDriver() {
        Target target = target("postgresql://u:p@localhost/d%3FsocketFactory=x%26a");
        assertThat(target.url())
                .isEqualTo("jdbc:postgresql://localhost:5432/d%3FsocketFactory%3Dx%26a");
    }

    @Test
    void anotherMachineIsReachedByTlsUnlessSomebodySaysOtherwise() {
        assertThat(target("postgresql://u:p@db.example/d").properties())
                .containsEntry("sslmode", "require");
        assertThat(target("postgresql://u:p@db.example/d").isPlainElsewhere()).isFalse();
        assertThat(target("postgresql://u:p@db.example/d?sslmode=disable").isPlainElsewhere())
                .isTrue();
        assertThat(target("postgresql://u:p@127.0.0.1/d").properties())
                .containsEntry("sslmode", "prefer");
        assertThat(target("postgresql://u:p@127.0.0.1/d?sslmode=disable").isPlainElsewhere())
                .isFalse();
    }

    @Test
    void nothingPrintsASecret() {
        assertThat(LOGIN.toString() + parse("postgresql://u:secret@h/d"))
                .doesNotContain("p@ss")
                .doesNotContain("secret");
    }
}
