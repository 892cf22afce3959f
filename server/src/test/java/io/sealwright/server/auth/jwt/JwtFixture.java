package io.sealwright.server.auth.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.server.outbound.Outbound;
import io.sealwright.server.spi.AuthGrant;
import io.sealwright.server.spi.Failure;
import io.sealwright.server.spi.Mount;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.testing.Signer;
import io.sealwright.server.token.TokenDesk;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A mount of the method, and short words for what is asked of it. Expectations are as seen at the
 * peer, except where a name says otherwise.
 */
abstract class JwtFixture {
    static final JsonMapper MAPPER = JsonMapper.builder().build();

    /** Made once: it takes long. */
    static final Signer RSA = Signer.rsa("k1", 2048);

    static final Signer CURVE = Signer.curve("k2", "secp256r1");
    static final Signer STRANGER = Signer.rsa("k1", 2048);
    static final String SIGNATURE = "error validating token: error verifying token signature: ";
    static final String NO_KEY =
            SIGNATURE + "no known key successfully validated the token signature";

    final TokenDesk desk = new TokenDesk();
    final Outbound outbound = new Outbound();
    final AtomicLong nanos = new AtomicLong();

    Mount mount;

    @BeforeEach
    void enable() {
        mount = desk.enable("auth/jwt/", JwtParts.of(desk, outbound, nanos::get));
    }

    @AfterEach
    void close() {
        outbound.close();
        desk.close();
    }

    Response post(String path, String json) {
        return desk.post("auth/jwt/" + path, json, "root");
    }

    ObjectNode read(String path) {
        return TokenDesk.data(desk.get("auth/jwt/" + path, "root"));
    }

    static ObjectNode trusting(Signer... signers) {
        ObjectNode config = MAPPER.createObjectNode();
        for (Signer signer : signers) {
            config.withArray("jwt_validation_pubkeys").add(signer.pem());
        }
        return config.put("bound_issuer", "https://issuer.example");
    }

    /** A configuration that trusts these keys. */
    void trust(Signer... signers) {
        post("config", trusting(signers).toString());
    }

    /** A role for tokens of the audience {@code here}, if no other bound is given. */
    void role(String name, String more) {
        post(
                "role/" + name,
                "{\"role_type\":\"jwt\""
                        + (more.contains("\"user_claim\"") ? "" : ",\"user_claim\":\"sub\"")
                        + (more.contains("\"bound_") ? "" : ",\"bound_audiences\":\"here\"")
                        + more
                        + "}");
    }

    /** Claims that count now, with others in their place; JSON's null takes one away. */
    String claims(String json) {
        long now = desk.now().getEpochSecond();
        ObjectNode claims =
                MAPPER.createObjectNode()
                        .put("iss", "https://issuer.example")
                        .put("sub", "alice")
                        .put("aud", "here")
                        .put("iat", now)
                        .put("nbf", now)
                        .put("exp", now + 300);
        MAPPER.readValue(json, ObjectNode.class)
                .properties()
                .forEach(entry -> {
                    if (entry.getValue().isNull()) {
                        claims.remove(entry.getKey());
                    } else {
                        claims.set(entry.getKey(), entry.getValue());
                    }
                });
        return claims.toString();
    }

    Response login(String role, String jwt) {
        return desk.post(
                "auth/jwt/login",
                MAPPER.createObjectNode().put("role", role).put("jwt", jwt).toString(),
                "");
    }

    AuthGrant granted(String role, String jwt) {
        return TokenDesk.grant(login(role, jwt));
    }

    static void refused(ThrowingCallable call, String message) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        RequestFailure.class,
                        e ->
                                assertThat(e.failure())
                                        .isEqualTo(new Failure.InvalidRequest(List.of(message))));
    }
}
