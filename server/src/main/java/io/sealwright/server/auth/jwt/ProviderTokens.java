package io.sealwright.server.auth.jwt;

import io.sealwright.server.jose.Claims;
import io.sealwright.server.jose.CompactToken;
import io.sealwright.server.jose.ForeignJson;
import io.sealwright.server.jose.SignatureAlgorithm;
import io.sealwright.server.jose.TokenRefused;
import io.sealwright.server.outbound.OutboundException;
import io.sealwright.server.spi.Call;
import io.sealwright.storage.barrier.Decoded;
import java.util.EnumSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** From the provider's answer to what it says about somebody. Thread-safe. */
@Component
final class ProviderTokens {
    private static final Logger LOG = LoggerFactory.getLogger(ProviderTokens.class);

    private final TrustedProviders providers;
    private final OauthClient client;

    ProviderTokens(TrustedProviders providers, OauthClient client) {
        this.providers = providers;
        this.client = client;
    }

    /**
     * What a code is worth, which can be asked once.
     *
     * @throws TokenRefused if it is worth nothing, or the token is not of this login
     * @throws OutboundException if the provider does not answer
     */
    Claims exchanged(Call call, Decoded<Config> config, FlowState state, Role role, String code) {
        Provider provider = provider(call, config);
        OauthForm form =
                new OauthForm()
                        .with("grant_type", "authorization_code")
                        .with("code", code)
                        .with("redirect_uri", state.redirectUri())
                        .with("code_verifier", state.verifier());
        ObjectNode answer =
                client.token(config.value(), provider, form, call.request().deadline().left());
        CompactToken token = idToken(answer);
        Claims claims = verified(call, config, role, token);
        IdToken.requireNonce(state.nonce(), claims);
        IdToken.requireRecent(role.maxAge(), claims, call.now());
        IdToken.requireHash("c_hash", code, token.algorithm(), claims);
        return completed(call, config.value(), provider, answer, token, claims);
    }

    /**
     * Who has agreed at the provider to what a device has begun.
     *
     * @throws TokenRefused if nobody has, or the token does not count
     * @throws OauthClient.Pending if nobody has yet
     * @throws OutboundException if the provider does not answer
     */
    Claims agreed(Call call, Decoded<Config> config, FlowState state, Role role) {
        Provider provider = provider(call, config);
        ObjectNode answer =
                client.device(
                        config.value(),
                        provider,
                        state.deviceCode(),
                        call.request().deadline().left());
        CompactToken token = idToken(answer);
        Claims claims = verified(call, config, role, token);
        return completed(call, config.value(), provider, answer, token, claims);
    }

    Provider provider(Call call, Decoded<Config> config) {
        return providers.find(call.mount(), config, call.request().deadline().left());
    }

    private static CompactToken idToken(ObjectNode answer) {
        JsonNode token = answer.get("id_token");
        if (token == null || !token.isString()) {
            throw new TokenRefused("id_token is missing from auth code exchange");
        }
        return CompactToken.parse(token.stringValue());
    }

    private Claims verified(Call call, Decoded<Config> config, Role role, CompactToken token) {
        Set<SignatureAlgorithm> allowed =
                config.value().algorithms().isEmpty()
                        ? EnumSet.of(SignatureAlgorithm.RS256)
                        : config.value().allowed();
        Claims claims =
                providers.verified(
                        call.mount(), config, token, allowed, call.request().deadline().left());
        IdToken.require(config.value(), claims, call.now());
        claims.requireAudience(Role.orNone(role.audiences()));
        return claims;
    }

    /**
     * With what the provider says to whoever has the access token; that it says nothing is no
     * failure.
     */
    private Claims completed(
            Call call,
            Config config,
            Provider provider,
            ObjectNode answer,
            CompactToken token,
            Claims claims) {
        JsonNode access = answer.get("access_token");
        if (access == null || !access.isString()) {
            return claims;
        }
        IdToken.requireHash("at_hash", access.stringValue(), token.algorithm(), claims);
        if (!provider.has("userinfo_endpoint")) {
            return claims;
        }
        try {
            Claims more =
                    new Claims(
                            ForeignJson.object(
                                    client.userInfo(
                                            config,
                                            provider,
                                            access.stringValue(),
                                            call.request().deadline().left())));
            return merged(config, claims, more);
        } catch (TokenRefused e) {
            LOG.debug("user info is not used: {}", e.reason());
        } catch (OutboundException e) {
            LOG.warn("user info cannot be had: {}", e.reason());
        }
        return claims;
    }

    private static Claims merged(Config config, Claims claims, Claims more) {
        String issuer = more.text("iss");
        if (!more.text("sub").equals(claims.text("sub"))
                || !issuer.isEmpty() && !issuer.equals(config.issuerUrl())) {
            throw new TokenRefused("it is about somebody else");
        }
        ObjectNode all = claims.all().deepCopy();
        all.setAll(more.all());
        return new Claims(all);
    }
}
