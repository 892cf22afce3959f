package io.sealwright.server.auth.jwt;

import io.sealwright.server.testing.Authority;
import io.sealwright.server.testing.Signer;
import io.sealwright.server.testing.Site;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * An OpenID provider in this process: HTTPS with an authority of its own, real keys, codes that
 * work once, PKCE.
 */
final class TestProvider implements AutoCloseable {
    static final String CLIENT = "client";
    static final String SECRET = "s3cr&t";
    static final String WELL_KNOWN = "/.well-known/openid-configuration";
    static final JsonMapper MAPPER = JsonMapper.builder().build();

    final Authority authority = new Authority();
    final Site site = new Site(authority.server());
    final ObjectNode description = MAPPER.createObjectNode();
    final ObjectNode claims = MAPPER.createObjectNode();
    final ObjectNode userInfo = MAPPER.createObjectNode().put("sub", "alice");
    volatile List<Signer> signers;
    volatile long now;
    volatile boolean agreed;

    private final Map<String, Map<String, String>> codes = new ConcurrentHashMap<>();

    TestProvider(Signer... signers) {
        this.signers = List.of(signers);
        description
                .put("issuer", site.url())
                .put("jwks_uri", site.url() + "/keys")
                .put("authorization_endpoint", site.url() + "/authorize")
                .put("token_endpoint", site.url() + "/token")
                .put("userinfo_endpoint", site.url() + "/userinfo")
                .put("device_authorization_endpoint", site.url() + "/device");
        site.on(WELL_KNOWN, _ -> Site.Answer.json(description.toString()));
        site.on("/keys", _ -> Site.Answer.json(keys()));
        site.on("/token", this::token);
        site.on("/userinfo", this::userInfo);
        site.on("/device", this::device);
    }

    private String keys() {
        return signers.stream()
                .map(Signer::jwk)
                .collect(Collectors.joining(",", "{\"keys\":[", "]}"));
    }

    String url() {
        return site.url();
    }

    ObjectNode config() {
        return MAPPER.createObjectNode()
                .put("oidc_discovery_url", url())
                .put("oidc_discovery_ca_pem", authority.pem());
    }

    ObjectNode browserConfig() {
        return config().put("oidc_client_id", CLIENT).put("oidc_client_secret", SECRET);
    }

    /** What a browser with somebody in front of it who agrees comes back with. */
    Map<String, String> visit(String authUrl) {
        Map<String, String> asked = form(authUrl.substring(authUrl.indexOf('?') + 1));
        String code = "code" + codes.size();
        codes.put(code, asked);
        return new HashMap<>(Map.of("code", code, "state", asked.getOrDefault("state", "")));
    }

    static Map<String, String> form(String text) {
        Map<String, String> form = new HashMap<>();
        for (String pair : text.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                form.put(
                        pair.substring(0, equals),
                        URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        return form;
    }

    String idToken(String nonce) {
        ObjectNode all =
                MAPPER.createObjectNode()
                        .put("iss", url())
                        .put("sub", "alice")
                        .put("aud", CLIENT)
                        .put("iat", now)
                        .put("exp", now + 300);
        if (!nonce.isEmpty()) {
            all.put("nonce", nonce);
        }
        all.setAll(claims);
        return signers.getFirst().token(all.toString());
    }

    private Site.Answer token(Site.Asked asked) {
        if (!knows(asked)) {
            return refusal(401, "invalid_client");
        }
        Map<String, String> form = form(asked.body());
        if (form.containsKey("device_code")) {
            return agreed ? tokens("") : refusal(400, "authorization_pending");
        }
        Map<String, String> begun = codes.remove(form.getOrDefault("code", ""));
        boolean right =
                begun != null
                        && begun.getOrDefault("redirect_uri", "").equals(form.get("redirect_uri"))
                        && "S256".equals(begun.get("code_challenge_method"))
                        && challenge(form.getOrDefault("code_verifier", ""))
                                .equals(begun.get("code_challenge"));
        return right && begun != null
                ? tokens(begun.getOrDefault("nonce", ""))
                : refusal(400, "invalid_grant");
    }

    private static boolean knows(Site.Asked asked) {
        String pair = CLIENT + ":" + SECRET.replace("&", "%26");
        return asked.header("Authorization")
                .equals(
                        "Basic "
                                + Base64.getEncoder()
                                        .encodeToString(pair.getBytes(StandardCharsets.US_ASCII)));
    }

    private static String challenge(String verifier) {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(verifier.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private Site.Answer tokens(String nonce) {
        return Site.Answer.json(
                MAPPER.createObjectNode()
                        .put("access_token", "access")
                        .put("token_type", "Bearer")
                        .put("id_token", idToken(nonce))
                        .toString());
    }

    private static Site.Answer refusal(int status, String code) {
        return new Site.Answer(status, "{\"error\":\"" + code + "\"}", Map.of());
    }

    private Site.Answer userInfo(Site.Asked asked) {
        return asked.header("Authorization").equals("Bearer access")
                ? Site.Answer.json(userInfo.toString())
                : refusal(401, "invalid_token");
    }

    private Site.Answer device(Site.Asked asked) {
        return knows(asked)
                ? Site.Answer.json(
                        "{\"device_code\":\"a-device-code\",\"user_code\":\"AB\",\"verification_uri\":\"https://x/\",\"interval\":7}")
                : refusal(401, "invalid_client");
    }

    @Override
    public void close() {
        site.close();
    }
}
