package io.sealwright.server.auth.jwt;

import io.sealwright.policy.Operation;
import io.sealwright.server.outbound.OutboundException;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import io.sealwright.storage.barrier.Decoded;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code config}: which provider a mount trusts. */
@Component
final class JwtConfigRoutes {
    /** What came of asking for the keys of a configuration; empty if they are there. */
    private record Checked(String problem) {}

    private final ProviderFetching fetching;
    private final TrustedProviders providers;

    JwtConfigRoutes(ProviderFetching fetching, TrustedProviders providers) {
        this.fetching = fetching;
        this.providers = providers;
    }

    List<Route> routes() {
        return List.of(
                Route.at("config", "Which provider is trusted, and how its tokens are checked.")
                        .fields(ConfigParameters.FIELDS)
                        .on(Operation.READ, this::read)
                        .on(Operation.UPDATE, this::write)
                        .build());
    }

    private Response read(Call call) {
        Decoded<Config> config = Config.find(call.records());
        if (config == null) {
            throw RequestFailure.notFound();
        }
        ObjectNode data = shown(config.value());
        Checked checked =
                call.request().once().get(config, Checked.class, () -> held(call, config));
        data.put("status", checked.problem().isEmpty() ? "valid" : "invalid");
        Response response = Response.of(data);
        return checked.problem().isEmpty()
                ? response
                : response.withWarning(
                        "failed to construct JWK validator: keyset configuration error: "
                                + checked.problem());
    }

    private Checked held(Call call, Decoded<Config> config) {
        try {
            Provider _ = providers.find(call.mount(), config, call.request().deadline().left());
            return new Checked("");
        } catch (OutboundException e) {
            return new Checked(e.reason());
        }
    }

    private Response write(Call call) {
        Decoded<Config> old = Config.find(call.records());
        Config config = ConfigParameters.read(call, old == null ? null : old.value());
        String problem = problem(call, config);
        if (!problem.isEmpty() && !call.bool("skip_jwks_validation", false)) {
            throw RequestFailure.invalid(problem);
        }
        ConfigParameters.requireUsable(call, config);
        config.put(call.records());
        return problem.isEmpty() ? Response.empty() : Response.empty().withWarning(problem);
    }

    /** Why the provider's keys cannot be had; empty if they can. */
    private String problem(Call call, Config config) {
        return switch (config.origin()) {
            case KeyOrigin.Pinned _ -> "";
            case KeyOrigin.Discovery discovery ->
                    asked(call, discovery, "error checking oidc discovery URL: ");
            case KeyOrigin.Jwks jwks -> {
                try {
                    jwks.trust().check();
                } catch (OutboundException e) {
                    throw RequestFailure.invalid("error checking jwks_ca_pem: " + e.reason());
                }
                yield asked(call, jwks, "error checking jwks URL: ");
            }
        };
    }

    private String asked(Call call, KeyOrigin origin, String prefix) {
        Checked checked = call.request().once().get(origin, Checked.class, () -> asked(origin));
        return checked.problem().isEmpty() ? "" : prefix + checked.problem();
    }

    private Checked asked(KeyOrigin origin) {
        try {
            Provider _ = fetching.fetch(origin);
            return new Checked("");
        } catch (OutboundException e) {
            return new Checked(e.reason());
        }
    }

    private static ObjectNode shown(Config config) {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put("bound_issuer", config.boundIssuer());
        data.put("default_role", config.defaultRole());
        data.put("jwks_ca_pem", config.jwksCa());
        data.put("jwks_url", config.jwksUrl());
        put(data, "jwt_supported_algs", config.algorithms());
        put(data, "jwt_validation_pubkeys", config.publicKeys());
        data.put("namespace_in_state", config.namespaceInState());
        data.put("oidc_client_id", config.clientId());
        data.put("oidc_discovery_ca_pem", config.issuerCa());
        data.put("oidc_discovery_url", config.issuerUrl());
        data.put("oidc_response_mode", config.responseMode());
        put(data, "oidc_response_types", config.responseTypes());
        put(data, "override_allowed_server_names", config.serverNames());
        data.putObject("provider_config");
        return data;
    }

    private static void put(ObjectNode data, String name, List<String> values) {
        ArrayNode array = data.putArray(name);
        values.forEach(array::add);
    }
}
