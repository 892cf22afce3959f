package io.sealwright.server.auth.jwt;

import io.sealwright.server.auth.LoginNames;
import io.sealwright.server.jose.PemKeys;
import io.sealwright.server.jose.SignatureAlgorithm;
import io.sealwright.server.jose.TokenRefused;
import io.sealwright.server.outbound.Trust;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.Field;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RequestFailure;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads a configuration. */
final class ConfigParameters {
    static final List<Field> FIELDS =
            List.of(
                    Field.of(
                            "oidc_discovery_url",
                            FieldType.STRING,
                            "URL of the provider, as it calls itself, without .well-known."),
                    Field.of(
                            "oidc_discovery_ca_pem",
                            FieldType.STRING,
                            "PEM of the authorities that the provider's certificate may come from."),
                    Field.of("oidc_client_id", FieldType.STRING, "What the provider calls us."),
                    Field.of(
                            "oidc_client_secret",
                            FieldType.STRING,
                            "By what the provider knows us; shown to nobody."),
                    Field.of(
                            "oidc_response_mode",
                            FieldType.STRING,
                            "\"query\"; \"form_post\" is not available."),
                    Field.of(
                            "oidc_response_types",
                            FieldType.STRING_LIST,
                            "\"code\"; \"id_token\" is not available."),
                    Field.of("jwks_url", FieldType.STRING, "URL of the provider's key set."),
                    Field.of(
                            "jwks_ca_pem",
                            FieldType.STRING,
                            "PEM of the authorities that the key set's server may come from."),
                    Field.of("default_role", FieldType.STRING, "Role of logins that name none."),
                    Field.of(
                            "jwt_validation_pubkeys",
                            FieldType.STRING_LIST,
                            "PEM of the keys that tokens are signed with, for providers that are not asked."),
                    Field.of(
                            "jwt_supported_algs",
                            FieldType.STRING_LIST,
                            "Algorithms of signatures; all with public keys if none is given."),
                    Field.of("bound_issuer", FieldType.STRING, "The issuer that tokens must name."),
                    Field.of(
                            "provider_config",
                            FieldType.MAP,
                            "Kept for clients that send an empty one."),
                    Field.of(
                            "override_allowed_server_names",
                            FieldType.STRING_LIST,
                            "DNS names of the provider's certificate, in place of the URL's."),
                    Field.of(
                            "namespace_in_state",
                            FieldType.BOOL,
                            "Whether a namespace travels in the state of a browser login."),
                    Field.of(
                            "skip_jwks_validation",
                            FieldType.BOOL,
                            "Warns, and does not refuse, if the keys cannot be had now."));

    private static final Set<String> RESPONSE_TYPES = Set.of("code", "id_token");

    private ConfigParameters() {}

    /**
     * @param old null for the first configuration
     * @throws RequestFailure with what is wrong, as far as it can be told without asking the
     *     provider
     */
    static Config read(Call call, @Nullable Config old) {
        Config config =
                new Config(
                        Limits.text(call, "oidc_discovery_url"),
                        call.string("oidc_discovery_ca_pem", ""),
                        Limits.text(call, "oidc_client_id"),
                        Limits.text(call, "oidc_client_secret"),
                        Limits.text(call, "oidc_response_mode"),
                        Limits.strings(call, "oidc_response_types"),
                        Limits.text(call, "jwks_url"),
                        call.string("jwks_ca_pem", ""),
                        Limits.text(call, "default_role").toLowerCase(Locale.ROOT),
                        LoginNames.texts(call, "jwt_validation_pubkeys"),
                        Limits.strings(call, "jwt_supported_algs"),
                        Limits.text(call, "bound_issuer"),
                        Limits.strings(call, "override_allowed_server_names"),
                        call.bool("namespace_in_state", old == null || old.namespaceInState()));
        requireOneOrigin(config);
        requireLength(config);
        return config;
    }

    private static void requireOneOrigin(Config config) {
        int origins =
                (config.issuerUrl().isEmpty() ? 0 : 1)
                        + (config.publicKeys().isEmpty() ? 0 : 1)
                        + (config.jwksUrl().isEmpty() ? 0 : 1);
        if (origins != 1) {
            throw RequestFailure.invalid(
                    "exactly one of 'jwt_validation_pubkeys', 'jwks_url', 'jwks_pairs', 'oidc_discovery_url', or 'provider_config' must be set");
        }
        if (config.clientId().isEmpty() != config.clientSecret().isEmpty()) {
            throw RequestFailure.invalid(
                    "both 'oidc_client_id' and 'oidc_client_secret' must be set for OIDC");
        }
        if (config.issuerUrl().contains(".well-known")) {
            throw RequestFailure.invalid("'oidc_discovery_url' contains '.well-known' component");
        }
        if (!config.clientId().isEmpty() && config.issuerUrl().isEmpty()) {
            throw RequestFailure.invalid("'oidc_discovery_url' must be set for OIDC");
        }
    }

    private static void requireLength(Config config) {
        if (config.issuerCa().length() > Trust.MAX_PEM
                || config.jwksCa().length() > Trust.MAX_PEM) {
            throw RequestFailure.invalid(
                    "the CA certificates are longer than " + Trust.MAX_PEM + " characters");
        }
    }

    /** What the peer checks once it has seen that the keys can be had. */
    static void requireUsable(Call call, Config config) {
        requireKeys(config);
        for (String name : config.algorithms()) {
            if (SignatureAlgorithm.find(name) == null) {
                throw RequestFailure.invalid(
                        "invalid jwt_supported_algs: unsupported signing algorithm");
            }
        }
        requireResponse(config);
        JsonNode special = call.object("provider_config");
        if (special != null && !special.isEmpty()) {
            throw RequestFailure.invalid(
                    "invalid provider_config: providers with a configuration of their own are not available");
        }
    }

    private static void requireKeys(Config config) {
        try {
            List<?> _ = PemKeys.parse(config.publicKeys());
        } catch (TokenRefused e) {
            throw RequestFailure.invalid("error parsing public key: " + e.reason());
        }
    }

    private static void requireResponse(Config config) {
        if (!RESPONSE_TYPES.containsAll(config.responseTypes())) {
            throw RequestFailure.invalid(
                    "invalid response_types. 'code' and 'id_token' are allowed");
        }
        boolean tokens = config.responseTypes().contains("id_token");
        switch (config.responseMode()) {
            case "", "query" -> {
                if (tokens) {
                    throw RequestFailure.invalid(
                            "query response_mode may not be used with an id_token response_type");
                }
            }
            case "form_post" ->
                    throw RequestFailure.invalid(
                            "oidc_response_mode \"form_post\" is not available: use \"query\"");
            default -> throw RequestFailure.invalid("invalid response_mode");
        }
    }
}
