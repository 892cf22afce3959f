package io.sealwright.server.auth.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealwright.server.spi.RecordCodec;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SessionTest {
    private static final RecordCodec<Session> CODEC = RecordCodec.of(Session.class);
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final Session.Origin SIGNERS =
            Session.Origin.ofSigner(0, "auth_aws_1", "app", "AKIAEXAMPLE");
    private static final Session.Origin WEB =
            Session.Origin.ofWeb(
                    7,
                    "auth_aws_1",
                    new Session.WebLogin(
                            "auth_jwt_1",
                            "pods",
                            "system:serviceaccount:ns:app",
                            Map.of("role", "pods"),
                            Map.of("role_uid", "u"),
                            "e",
                            "127.0.0.1"),
                    "s1");

    private static Session session(Session.Origin origin) {
        return Session.of(new SecureRandom(), NOW, Duration.ofMinutes(15), origin);
    }

    @Test
    void itComesBackFromItsTokenAsItWent() {
        for (Session.Origin origin : new Session.Origin[] {SIGNERS, WEB, WEB.assuming("r", "s2")}) {
            Session session = session(origin);
            Session back = CODEC.decode(CODEC.encode(session));
            assertThat(back.origin()).isEqualTo(origin);
            assertThat(back.secret()).isEqualTo(session.secret());
            assertThat(back.id()).isEqualTo(session.id()).matches("ASIA[A-Z2-7]{16}");
        }
    }

    @Test
    void whoseItIs() {
        assertThat(session(SIGNERS).ofRole()).isFalse();
        assertThat(session(WEB).ofRole()).isTrue();
        assertThat(session(WEB).role()).isEqualTo("pods");
        Session chained = session(SIGNERS.assuming("one", "a").assuming("two", "b"));
        assertThat(chained.role()).isEqualTo("two");
        assertThat(chained.roles()).containsExactly("one", "two");
        assertThat(chained.name()).isEqualTo("b");
        assertThat(chained.parent()).isEqualTo("AKIAEXAMPLE");
    }

    @Test
    void itEndsWithItsTimeAndTellsNoSecret() {
        Session session = session(SIGNERS);
        assertThat(session.expired(NOW.plusSeconds(899))).isFalse();
        assertThat(session.expired(NOW.plusSeconds(900))).isTrue();
        assertThat(session.toString())
                .doesNotContain(new String(session.secret(), StandardCharsets.US_ASCII));
    }

    @Test
    void principalsAreTheSameEachTime() {
        Principal user = Principal.user("123456789012", "auth_aws_1", "app");
        assertThat(user.arn()).isEqualTo("arn:aws:iam::123456789012:user/app");
        assertThat(user.id()).matches("AIDA[A-Z2-7]{17}");
        assertThat(Principal.user("123456789012", "auth_aws_1", "app")).isEqualTo(user);
        Principal role = Principal.role("123456789012", "auth_aws_1", "r", "s");
        assertThat(role.arn()).isEqualTo("arn:aws:sts::123456789012:assumed-role/r/s");
        assertThat(role.id()).matches("AROA[A-Z2-7]{17}:s");
    }
}
