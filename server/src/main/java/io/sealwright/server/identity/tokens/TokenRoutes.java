package io.sealwright.server.identity.tokens;

import io.sealwright.policy.Operation;
import io.sealwright.server.auth.LoginNames;
import io.sealwright.server.identity.Identities;
import io.sealwright.server.identity.Identity;
import io.sealwright.server.identity.IdentityRoutes;
import io.sealwright.server.jose.Claims;
import io.sealwright.server.jose.CompactToken;
import io.sealwright.server.jose.SignatureAlgorithm;
import io.sealwright.server.jose.TokenRefused;
import io.sealwright.server.jose.VerificationKey;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RawBody;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code oidc/token}, {@code introspect}, {@code config} and what others read to check a token. */
@Component
final class TokenRoutes implements IdentityRoutes {
    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    private static final String JSON = "application/json";

    private final SigningKeys keys;
    private final Identities identities;
    private final Issuer issuer;

    TokenRoutes(SigningKeys keys, Identities identities, Issuer issuer) {
        this.keys = keys;
        this.identities = identities;
        this.issuer = issuer;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.at("oidc/config", "Who the tokens are said to come from.")
                        .field(
                                "issuer",
                                FieldType.STRING,
                                "Scheme, host and port; this node's address if empty.")
                        .on(Operation.READ, TokenRoutes::readConfig)
                        .on(Operation.UPDATE, TokenRoutes::writeConfig)
                        .build(),
                Route.at("oidc/token/{name}", "A signed token that says who the caller is.")
                        .on(Operation.READ, this::token)
                        .build(),
                Route.at("oidc/introspect", "Whether a token counts.")
                        .field("token", FieldType.STRING, "The token.")
                        .field("client_id", FieldType.STRING, "Audience that it must have.")
                        .on(Operation.UPDATE, this::introspect)
                        .build(),
                Route.at("oidc/.well-known/openid-configuration", "Where the keys are, and more.")
                        .unauthenticated()
                        .on(Operation.READ, this::discovery)
                        .build(),
                Route.at("oidc/.well-known/keys", "The public keys of all roles.")
                        .unauthenticated()
                        .on(Operation.READ, this::keySet)
                        .build());
    }

    private static Response readConfig(Call call) {
        return Response.of(MAPPER.createObjectNode().put("issuer", Issuer.configured(call)));
    }

    private static Response writeConfig(Call call) {
        String address = call.string("issuer", "");
        Issuer.configure(call, address);
        return address.isEmpty()
                ? Response.empty()
                : Response.empty()
                        .withWarning(
                                "If \"issuer\" is set, all tokens must be validated against that address. Setting it to \"\""
                                        + " restores the address of the node that is asked.");
    }

    private Response token(Call call) {
        int namespace = call.mount().namespaceId();
        TokenRole role =
                Roles.find(call.transaction(), namespace, LoginNames.folded(call.path("name")));
        if (role == null) {
            throw RequestFailure.invalid("role \"" + call.path("name") + "\" not found");
        }
        SigningKey key = keys.find(call.transaction(), namespace, role.key());
        if (key == null) {
            throw RequestFailure.invalid("key \"" + role.key() + "\" not found");
        }
        if (!key.allows(role.clientId())) {
            throw RequestFailure.invalid(
                    "the key \""
                            + key.name()
                            + "\" does not list the client ID of the role \""
                            + role.name()
                            + "\" as an allowed client ID");
        }
        Identity identity = call.caller().identity();
        if (identity == null || call.caller().token().namespace() != namespace) {
            throw RequestFailure.invalid("no entity associated with the request's token");
        }
        SigningKey ready =
                keys.ready(call.transaction(), namespace, key, call.request().once(), call.now());
        long ttl = Math.min(role.ttl(), ready.verificationTtl());
        ObjectNode data = MAPPER.createObjectNode();
        data.put("client_id", role.clientId());
        data.put("token", signed(ready, claims(call, role, identity, ttl)));
        data.put("ttl", ttl);
        return Response.of(data);
    }

    private ObjectNode claims(Call call, TokenRole role, Identity identity, long ttl) {
        ObjectNode claims = ClaimTemplate.filled(role.template(), identity.template(), call.now());
        long now = call.now().getEpochSecond();
        claims.put("aud", role.clientId());
        claims.put("exp", now + ttl);
        claims.put("iat", now);
        claims.put("iss", issuer.url(call));
        claims.put("namespace", issuer.namespace(call).id());
        claims.put("sub", identity.entityId());
        return claims;
    }

    private static String signed(SigningKey key, ObjectNode claims) {
        SigningKey.Version version = key.current();
        byte[] secret = version == null ? null : version.secret();
        if (version == null || secret == null) {
            throw new IllegalStateException("a key without a version that signs");
        }
        ObjectNode header =
                MAPPER.createObjectNode()
                        .put("alg", key.signing().label())
                        .put("kid", version.kid());
        String text = part(header) + "." + part(claims);
        byte[] signature = key.signing().sign(secret, text.getBytes(StandardCharsets.US_ASCII));
        return text + "." + BASE64.encodeToString(signature);
    }

    private static String part(JsonNode json) {
        return BASE64.encodeToString(MAPPER.writeValueAsBytes(json));
    }

    private Response introspect(Call call) {
        ObjectNode answer = MAPPER.createObjectNode();
        try {
            check(call, CompactToken.parse(call.string("token", "")));
            answer.put("active", true);
        } catch (TokenRefused e) {
            answer.put("active", false).put("error", e.reason());
        }
        return raw(answer);
    }

    /**
     * @throws TokenRefused saying why it does not count
     */
    private void check(Call call, CompactToken token) {
        List<VerificationKey> published =
                all(call).stream()
                        .flatMap(key ->
                                key.published(call.now()).stream()
                                        .map(version ->
                                                new VerificationKey(
                                                        version.kid(),
                                                        key.signing().publicKey(version.shown()),
                                                        key.algorithm())))
                        .toList();
        if (token.kid().isEmpty()
                || !VerificationKey.anyVerifies(published, token, SignatureAlgorithm.ALL)) {
            throw new TokenRefused("unable to validate the token signature");
        }
        Claims claims = token.unverified();
        claims.requireIssuer(issuer.url(call));
        String client = call.string("client_id", "");
        if (!client.isEmpty()) {
            claims.requireAudience(List.of(client));
        }
        JsonNode expires = claims.named("exp");
        if (expires == null
                || !expires.isIntegralNumber()
                || call.now().getEpochSecond() >= expires.longValue()) {
            throw new TokenRefused("invalid expiration time (exp) claim: token is expired");
        }
        Identity identity =
                identities.find(call.transaction(), call.mount().namespaceId(), claims.text("sub"));
        if (identity == null || identity.disabled()) {
            throw new TokenRefused("entity is disabled or gone");
        }
    }

    private Response discovery(Call call) {
        String url = issuer.url(call);
        ObjectNode answer = MAPPER.createObjectNode();
        answer.put("issuer", url);
        answer.put("jwks_uri", url + "/.well-known/keys");
        answer.putArray("response_types_supported").add("id_token");
        answer.putArray("subject_types_supported").add("public");
        ArrayNode algorithms = answer.putArray("id_token_signing_alg_values_supported");
        Arrays.stream(SigningAlgorithm.values())
                .forEach(algorithm -> algorithms.add(algorithm.label()));
        return raw(answer);
    }

    private Response keySet(Call call) {
        ObjectNode answer = MAPPER.createObjectNode();
        ArrayNode published = answer.putArray("keys");
        for (SigningKey key : all(call)) {
            for (SigningKey.Version version : key.published(call.now())) {
                published.add(
                        MAPPER.<JsonNode>valueToTree(
                                key.signing().published(version.kid(), version.shown())));
            }
        }
        return raw(answer);
    }

    /** The keys that roles use. */
    private List<SigningKey> all(Call call) {
        int namespace = call.mount().namespaceId();
        return Roles.all(call.transaction(), namespace).stream()
                .map(TokenRole::key)
                .distinct()
                .map(name -> keys.find(call.transaction(), namespace, name))
                .filter(key -> key != null)
                .toList();
    }

    private static Response raw(ObjectNode json) {
        byte[] body = MAPPER.writeValueAsBytes(json);
        return Response.raw(new RawBody(JSON, out -> out.write(body)));
    }
}
