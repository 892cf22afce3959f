package io.sealwright.server.auth.gcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealwright.policy.Operation;
import io.sealwright.server.spi.Remote;
import io.sealwright.server.spi.SignedBearers;
import io.sealwright.server.testing.Signer;
import io.sealwright.server.testing.WholeNode;
import io.sealwright.server.token.TokenEntry;
import io.sealwright.storage.Consistency;
import io.sealwright.storage.Deadline;
import io.sealwright.storage.barrier.Barrier;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** Tokens that Google's clients sign by themselves, in the whole program. */
final class SelfSignedTokensIT {
    private static final String SERVICE = "https://secretmanager.googleapis.com/";
    private static final String ACCOUNT = "auth/signed/service-accounts/app";

    private final WholeNode node = WholeNode.shared();
    private final Instant now = Instant.now();

    @BeforeEach
    void enable() {
        WholeNode.ok(node.post("sys/auth/signed", "{\"type\":\"gcp\"}"));
        WholeNode.ok(node.post(ACCOUNT, "{\"token_policies\":\"reader\"}"));
    }

    @AfterEach
    void disable() {
        WholeNode.ok(
                node.handle(
                        node.request(Operation.DELETE, "sys/auth/signed", "{}", WholeNode.ROOT)));
    }

    private KeyHolder key() {
        ObjectNode data = WholeNode.ok(node.post(ACCOUNT + "/keys", "{}")).data();
        if (data == null) {
            throw new AssertionError("no key");
        }
        return KeyHolder.of(data);
    }

    private @Nullable TokenEntry bearer(String token, Instant at) {
        return node.bean(Barrier.class)
                .read(
                        Consistency.LINEARIZABLE,
                        Deadline.in(Duration.ofSeconds(30)),
                        transaction ->
                                node.bean(SignedBearers.class)
                                        .bearer(
                                                transaction,
                                                token,
                                                new Remote("127.0.0.1", 1, false),
                                                at));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"https://secretmanager.googleapis.com/\"",
                "\"https://secretmanager.googleapis.com/google.cloud.secretmanager.v1.SecretManagerService\"",
                "\"https://secretmanager.europe-west3.rep.googleapis.com/\"",
                "null,\"scope\":\"openid https://www.googleapis.com/auth/cloud-platform\""
            })
    void oneForTheServiceCounts(String audience) {
        KeyHolder holder = key();
        TokenEntry entry = bearer(holder.signed(now, SERVICE, "{\"aud\":" + audience + "}"), now);
        assertThat(entry).isNotNull();
        assertThat(entry.policies()).containsExactly("default", "reader");
        assertThat(entry.metadata())
                .containsEntry("gcp_service_account", holder.text("client_email"));
        assertThat(entry.entityId()).isNotEmpty();
    }

    @Test
    void itCountsUntilItsKeyIsEnded() {
        KeyHolder holder = key();
        String token = holder.signed(now, SERVICE, "{}");
        assertThat(bearer(token, now)).isNotNull();
        assertThat(bearer(token, now)).isNotNull();
        assertThat(bearer(token, now.plusSeconds(3_700))).isNull();
        WholeNode.ok(
                node.handle(
                        node.request(
                                Operation.DELETE,
                                ACCOUNT + "/keys/" + holder.signer().kid(),
                                "{}",
                                WholeNode.ROOT)));
        assertThat(bearer(token, now)).isNull();
    }

    @Test
    void othersCountIfTheMountSaysSo() {
        String token = key().signed(now, "https://10.0.0.1:8443/", "{}");
        assertThat(bearer(token, now)).isNull();
        WholeNode.ok(
                node.post("auth/signed/config", "{\"audiences\":[\"https://10.0.0.1:8443/\"]}"));
        assertThat(bearer(token, now)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"aud\":\"https://storage.googleapis.com/\"}",
                "{\"aud\":\"https://secretmanager.googleapis.com.evil.example/\"}",
                "{\"aud\":null}",
                "{\"aud\":null,\"scope\":\"https://www.googleapis.com/auth/devstorage.read_only\"}",
                "{\"iss\":\"other@sealwright.iam.gserviceaccount.com\"}",
                "{\"sub\":\"ceo@example.com\"}",
                "{\"exp\":99999999999}",
                "{\"iat\":null}"
            })
    void oneForAnythingElseDoesNot(String others) {
        assertThat(bearer(key().signed(now, SERVICE, others), now)).isNull();
    }

    @Test
    void nobodyElseSigns() {
        KeyHolder holder = key();
        String claims = holder.claims(now, SERVICE, "{}");
        assertThat(bearer(Signer.rsa(holder.signer().kid(), 2_048).token(claims), now)).isNull();
        assertThat(bearer(Signer.rsa("", 2_048).token(claims), now)).isNull();
        assertThat(bearer("ey.ey.ey", now)).isNull();
        assertThat(bearer("ey" + "a".repeat(20_000) + ".b.c", now)).isNull();
        // What was right is remembered for itself alone.
        String right = holder.signer().token(claims);
        assertThat(bearer(right, now)).isNotNull();
        String head = right.substring(0, right.indexOf('.'));
        String tail = right.substring(right.lastIndexOf('.'));
        String altered =
                head + "." + Signer.base64(holder.claims(now, SERVICE, "{\"exp\":1}")) + tail;
        assertThat(bearer(altered, now)).isNull();
    }
}
