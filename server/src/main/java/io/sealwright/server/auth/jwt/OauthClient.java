package io.sealwright.server.auth.jwt;

import io.sealwright.server.jose.ForeignJson;
import io.sealwright.server.jose.TokenRefused;
import io.sealwright.server.outbound.Outbound;
import io.sealwright.server.outbound.OutboundAnswer;
import io.sealwright.server.outbound.OutboundException;
import io.sealwright.server.outbound.OutboundRequest;
import io.sealwright.server.outbound.Trust;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Set;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Asks a provider as the client that it knows us as. Thread-safe. */
@Component
final class OauthClient {
    private static final int MAX_ANSWER = 1 << 20;
    private static final String FORM = "application/x-www-form-urlencoded";

    /**
     * Codes that providers may answer with (RFC 6749, 5.2; RFC 8628, 3.5): others are not repeated.
     */
    private static final Set<String> CODES =
            Set.of(
                    "invalid_request",
                    "invalid_client",
                    "invalid_grant",
                    "unauthorized_client",
                    "unsupported_grant_type",
                    "invalid_scope",
                    "access_denied",
                    "expired_token");

    /** The provider waits for somebody, too. */
    static final class Pending extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final String code;

        private Pending(String code) {
            super(code, null, false, false);
            this.code = code;
        }

        /** {@code authorization_pending} or {@code slow_down}. */
        String code() {
            return code;
        }
    }

    private final Outbound outbound;

    OauthClient(Outbound outbound) {
        this.outbound = outbound;
    }

    /**
     * @throws TokenRefused if the provider refuses
     * @throws OutboundException if it does not answer
     */
    ObjectNode token(Config config, Provider provider, OauthForm form, Duration left) {
        return sent(config, provider, "token_endpoint", form, left);
    }

    /**
     * Begins the device mode.
     *
     * @throws TokenRefused if the provider refuses
     * @throws OutboundException if it does not answer
     */
    ObjectNode deviceBegun(Config config, Provider provider, String scope, Duration left) {
        return sent(
                config,
                provider,
                "device_authorization_endpoint",
                new OauthForm().with("scope", scope),
                left);
    }

    /**
     * @throws Pending if nobody has agreed yet
     * @throws TokenRefused if the provider refuses
     * @throws OutboundException if it does not answer
     */
    ObjectNode device(Config config, Provider provider, String deviceCode, Duration left) {
        OauthForm form =
                new OauthForm()
                        .with("grant_type", "urn:ietf:params:oauth:grant-type:device_code")
                        .with("device_code", deviceCode);
        return sent(config, provider, "token_endpoint", form, left);
    }

    private ObjectNode sent(
            Config config, Provider provider, String endpoint, OauthForm form, Duration left) {
        boolean inForm = !provider.takesBasic();
        if (inForm || endpoint.startsWith("device")) {
            form.with("client_id", config.clientId());
        }
        if (inForm) {
            form.with("client_secret", config.clientSecret());
        }
        OutboundRequest request =
                OutboundRequest.post(provider.endpoint(endpoint), FORM, form.text(), MAX_ANSWER);
        OutboundAnswer answer =
                outbound.send(
                        trust(config),
                        inForm ? request : request.with("Authorization", basic(config)),
                        left);
        if (!answer.successful()) {
            throw refusal(answer);
        }
        return ForeignJson.object(answer.body());
    }

    private static Trust trust(Config config) {
        return new Trust(config.issuerCa(), config.serverNames());
    }

    /** Both parts as in a form (RFC 6749, 2.3.1). */
    private static String basic(Config config) {
        String pair =
                OauthForm.encoded(config.clientId())
                        + ":"
                        + OauthForm.encoded(config.clientSecret());
        return "Basic "
                + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.US_ASCII));
    }

    private static RuntimeException refusal(OutboundAnswer answer) {
        String code = "";
        try {
            JsonNode named = ForeignJson.object(answer.body()).get("error");
            code = named != null && named.isString() ? named.stringValue() : "";
        } catch (TokenRefused e) {
            // The status has to do.
        }
        return switch (code) {
            case "authorization_pending", "slow_down" -> new Pending(code);
            default ->
                    new TokenRefused(
                            CODES.contains(code)
                                    ? "the provider refuses: " + code
                                    : "the provider answered with status " + answer.status());
        };
    }

    /**
     * @throws OutboundException if the provider does not answer, or not with what was asked for
     */
    byte[] userInfo(Config config, Provider provider, String accessToken, Duration left) {
        OutboundAnswer answer =
                outbound.send(
                        trust(config),
                        OutboundRequest.get(provider.endpoint("userinfo_endpoint"), MAX_ANSWER)
                                .with("Authorization", "Bearer " + accessToken),
                        left);
        if (!answer.successful()) {
            throw new OutboundException("the provider answered with status " + answer.status());
        }
        return answer.body();
    }
}
