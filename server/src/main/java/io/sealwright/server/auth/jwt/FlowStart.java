package io.sealwright.server.auth.jwt;

import io.sealwright.policy.Operation;
import io.sealwright.server.jose.TokenRefused;
import io.sealwright.server.outbound.OutboundException;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import io.sealwright.storage.barrier.Decoded;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code oidc/auth_url}: where a browser has to go. What is wrong with the role or the redirect
 * URI, strangers are not told: they get an empty URL, as with Vault.
 */
@Component
final class FlowStart {
    static final String NOT_CONFIGURED = "could not load configuration";

    private static final Logger LOG = LoggerFactory.getLogger(FlowStart.class);
    private static final int MAX_CLIENT_NONCE = 256;
    private static final int MAX_DEVICE_CODE = 1_024;
    private static final int USUAL_INTERVAL = 5;

    /** Once for each configuration, however often the transaction runs. */
    private record Begun(long configuration) {}

    private final FlowStates states;
    private final ProviderTokens tokens;
    private final OauthClient client;

    FlowStart(FlowStates states, ProviderTokens tokens, OauthClient client) {
        this.states = states;
        this.tokens = tokens;
        this.client = client;
    }

    Route route() {
        return Route.at("oidc/auth_url", "Where a browser has to go to log in.")
                .field("role", FieldType.LOWER_STRING, "Which role; the default one if not given.")
                .field(
                        "redirect_uri",
                        FieldType.STRING,
                        "Where the provider sends the browser back to; one of the role's.")
                .field(
                        "client_nonce",
                        FieldType.STRING,
                        "To be shown again at the end, by whoever begins; at most "
                                + MAX_CLIENT_NONCE
                                + " characters.")
                .unauthenticated()
                .on(Operation.UPDATE, this::begin)
                .build();
    }

    private Response begin(Call call) {
        Decoded<Config> config = Config.find(call.records());
        if (config == null) {
            throw RequestFailure.invalid(NOT_CONFIGURED);
        }
        if (!config.value().hasBrowserLogin()) {
            throw RequestFailure.invalid("OIDC login is not configured for this mount");
        }
        RoleChoice choice = RoleChoice.of(call, config);
        String clientNonce = call.string("client_nonce", "");
        if (clientNonce.length() > MAX_CLIENT_NONCE) {
            throw RequestFailure.invalid(
                    "client_nonce is longer than " + MAX_CLIENT_NONCE + " characters");
        }
        if (clientNonce.isEmpty() && choice.role().callbackMode() != CallbackMode.CLIENT) {
            throw RequestFailure.invalid("missing client_nonce");
        }
        return switch (choice.role().callbackMode()) {
            case CLIENT, DIRECT -> browser(call, config, choice, clientNonce);
            case DEVICE -> device(call, config, choice, clientNonce);
        };
    }

    private Response browser(
            Call call, Decoded<Config> config, RoleChoice choice, String clientNonce) {
        String given = Limits.text(call, "redirect_uri");
        if (given.isEmpty()) {
            throw RequestFailure.invalid("missing redirect_uri");
        }
        Namespaced redirect =
                config.value().namespaceInState()
                        ? Namespaced.of(given)
                        : new Namespaced(given, "");
        Role role = choice.role();
        ObjectNode data = JsonNodeFactory.instance.objectNode().put("auth_url", "");
        if (!RedirectUris.allowed(redirect.uri(), Role.orNone(role.redirectUris()))) {
            LOG.warn("no login for role {}: the redirect_uri is not an allowed one", choice.name());
            return Response.of(data);
        }
        try {
            URI endpoint = tokens.provider(call, config).endpoint("authorization_endpoint");
            FlowState state = state(call, config, choice, redirect.uri(), clientNonce, "");
            String sealed = states.seal(call.mount(), state);
            data.put(
                    "auth_url",
                    url(config.value(), role, state, endpoint, sealed + redirect.suffix()));
            if (role.callbackMode() == CallbackMode.DIRECT) {
                data.put("poll_interval", interval(role, 0));
                data.put("state", sealed);
            }
        } catch (OutboundException e) {
            LOG.warn("no login for role {}: {}", choice.name(), e.reason());
        }
        return Response.of(data);
    }

    /** A namespace in a redirect URI, which travels in the state instead. */
    private record Namespaced(String uri, String suffix) {
        private static final String PARAMETER = "namespace=";

        static Namespaced of(String uri) {
            int query = uri.indexOf('?');
            if (query < 0) {
                return new Namespaced(uri, "");
            }
            String namespace = "";
            List<String> others = new ArrayList<>();
            for (String parameter : uri.substring(query + 1).split("&")) {
                if (parameter.startsWith(PARAMETER)) {
                    namespace = parameter.substring(PARAMETER.length());
                } else {
                    others.add(parameter);
                }
            }
            return namespace.isEmpty()
                    ? new Namespaced(uri, "")
                    : new Namespaced(
                            uri.substring(0, query)
                                    + (others.isEmpty() ? "" : "?" + String.join("&", others)),
                            ",ns=" + namespace);
        }
    }

    private FlowState state(
            Call call,
            Decoded<Config> config,
            RoleChoice choice,
            String redirectUri,
            String clientNonce,
            String deviceCode) {
        return new FlowState(
                choice.name(),
                choice.role().uid(),
                redirectUri,
                clientNonce,
                states.seed(),
                deviceCode,
                call.now().getEpochSecond(),
                config.revision(),
                call.request().remote().address());
    }

    private static String url(
            Config config, Role role, FlowState state, URI endpoint, String sealed) {
        OauthForm form =
                new OauthForm()
                        .with("client_id", config.clientId())
                        .with("code_challenge", state.challenge())
                        .with("code_challenge_method", "S256")
                        .with("nonce", state.nonce())
                        .with("redirect_uri", state.redirectUri())
                        .with("response_type", "code")
                        .with("scope", scope(role))
                        .with("state", sealed);
        if (role.maxAge() > 0) {
            form.with("max_age", Long.toString(role.maxAge()));
        }
        return endpoint + (endpoint.getRawQuery() == null ? "?" : "&") + form.text();
    }

    private static String scope(Role role) {
        List<String> scopes = new ArrayList<>(List.of("openid"));
        Role.orNone(role.scopes()).stream()
                .filter(scope -> !scope.equals("openid"))
                .forEach(scopes::add);
        return String.join(" ", scopes);
    }

    private static String interval(Role role, long providers) {
        if (role.pollInterval() > 0) {
            return Integer.toString(role.pollInterval());
        }
        return Long.toString(providers > 0 ? providers : USUAL_INTERVAL);
    }

    private Response device(
            Call call, Decoded<Config> config, RoleChoice choice, String clientNonce) {
        try {
            ObjectNode begun =
                    call.request()
                            .once()
                            .get(
                                    new Begun(config.revision()),
                                    ObjectNode.class,
                                    () ->
                                            client.deviceBegun(
                                                    config.value(),
                                                    tokens.provider(call, config),
                                                    scope(choice.role()),
                                                    call.request().deadline().left()));
            String code = begun.path("device_code").asString("");
            if (code.isEmpty() || code.length() > MAX_DEVICE_CODE) {
                throw new TokenRefused("the provider answers without a device_code");
            }
            FlowState state = state(call, config, choice, "", clientNonce, code);
            return Response.of(shown(choice.role(), begun, states.seal(call.mount(), state)));
        } catch (TokenRefused e) {
            throw RequestFailure.invalid("error authorizing device: " + e.reason());
        } catch (OutboundException e) {
            throw JwtLogin.unavailable(e, "error authorizing device: ");
        }
    }

    /** Older providers say url where others say uri. */
    private static ObjectNode shown(Role role, ObjectNode begun, String sealed) {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        String complete = first(begun, "verification_uri_complete", "verification_url_complete");
        boolean whole = !complete.isEmpty();
        data.put(
                "auth_url",
                whole ? complete : first(begun, "verification_uri", "verification_url"));
        data.put("poll_interval", interval(role, begun.path("interval").asLong(0)));
        data.put("state", sealed);
        if (!whole) {
            data.put("user_code", first(begun, "user_code"));
        }
        return data;
    }

    private static String first(ObjectNode begun, String... names) {
        for (String name : names) {
            JsonNode value = begun.get(name);
            if (value != null && value.isString() && !value.stringValue().isEmpty()) {
                return value.stringValue();
            }
        }
        return "";
    }
}
