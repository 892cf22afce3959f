package io.sealwright.server.auth.kubernetes;

import io.sealwright.policy.Operation;
import io.sealwright.server.auth.LoginNames;
import io.sealwright.server.jose.Claims;
import io.sealwright.server.jose.TokenRefused;
import io.sealwright.server.outbound.OutboundException;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.Failure;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import io.sealwright.server.token.BoundAddresses;
import io.sealwright.server.token.LoginTokens;
import io.sealwright.storage.barrier.Decoded;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * {@code login}: a service account's token for one of ours. What the token says of itself is
 * checked first, since that costs nothing; it counts once the cluster has said the same.
 */
@Component
final class KubernetesLogin {
    /** In a token's metadata and its internal data. */
    static final String ROLE = "role";

    /** In a token's internal data: which of the roles of that name it was. */
    static final String ROLE_UID = "role_uid";

    private static final Logger LOG = LoggerFactory.getLogger(KubernetesLogin.class);

    /** The cluster is asked once, however often the transaction runs. */
    private record Reviewed(long configuration, List<String> audiences) {}

    private record Labelled(long configuration, String namespace) {}

    private record Labels(Map<String, String> all) {}

    private final KubernetesApi api;
    private final PodFiles files;
    private final LoginTokens tokens;

    KubernetesLogin(KubernetesApi api, PodFiles files, LoginTokens tokens) {
        this.api = api;
        this.files = files;
        this.tokens = tokens;
    }

    Route route() {
        return Route.at("login", "Logs a service account in.")
                .field(ROLE, FieldType.STRING, "Which role.")
                .field("jwt", FieldType.STRING, "The service account's token.")
                .unauthenticated()
                .on(Operation.UPDATE, this::login)
                .build();
    }

    private Response login(Call call) {
        String name = call.string(ROLE).toLowerCase(Locale.ROOT);
        String jwt = call.string("jwt");
        Role role = LoginNames.isName(name) ? Role.find(call.records(), name) : null;
        if (role == null) {
            throw RequestFailure.invalid(("invalid role name " + LoginNames.quoted(name)).strip());
        }
        if (!BoundAddresses.allow(role.token().boundCidrs(), call.request().remote())) {
            throw RequestFailure.denied();
        }
        Decoded<Config> config = Config.find(call.records());
        if (config == null) {
            throw RequestFailure.invalid("could not load backend configuration");
        }
        Claims claims = TokenRules.claims(config.value(), role, jwt, call.now());
        ServiceAccount account = TokenRules.account(role, claims);
        try {
            requireReviewed(call, config, role, jwt, claims, account);
            requireNamespace(call, config, role, account.namespace());
        } catch (TokenRefused e) {
            LOG.debug("login unauthorized: {}", e.reason());
            throw RequestFailure.denied();
        } catch (OutboundException e) {
            throw unanswered(e);
        }
        return tokens.issue(call, login(name, role, account));
    }

    private void requireReviewed(
            Call call,
            Decoded<Config> config,
            Role role,
            String jwt,
            Claims claims,
            ServiceAccount account) {
        List<String> audiences =
                role.audience().isEmpty() ? claims.audiences() : List.of(role.audience());
        ServiceAccount reviewed =
                call.request()
                        .once()
                        .get(
                                new Reviewed(config.revision(), audiences),
                                ServiceAccount.class,
                                () ->
                                        api.review(
                                                access(config.value(), jwt),
                                                jwt,
                                                audiences,
                                                call.request().deadline().left()));
        if (!reviewed.name().equals(account.name())
                || !reviewed.namespace().equals(account.namespace())
                || !reviewed.uid().equals(account.uid())
                || account.uid().isEmpty()) {
            throw new TokenRefused("the token names another service account than the API");
        }
    }

    private void requireNamespace(Call call, Decoded<Config> config, Role role, String namespace) {
        if (role.allowsNamespace(namespace)) {
            return;
        }
        LabelSelector selector = LabelSelector.parse(role.selector());
        KubernetesApi.Access access = access(config.value(), "");
        if (access.token().isEmpty()) {
            throw TokenRules.forbidden(
                    "namespace not authorized err=namespace lookup failed: TokenReviewer JWT needs to be configured to use namespace selectors");
        }
        Labels labels = labels(call, config, access, namespace);
        if (selector == null || !selector.matches(labels.all())) {
            throw TokenRules.forbidden("namespace not authorized");
        }
    }

    private Labels labels(
            Call call, Decoded<Config> config, KubernetesApi.Access access, String namespace) {
        Duration left = call.request().deadline().left();
        try {
            return call.request()
                    .once()
                    .get(
                            new Labelled(config.revision(), namespace),
                            Labels.class,
                            () -> new Labels(api.labels(access, namespace, left)));
        } catch (TokenRefused e) {
            LOG.debug("namespace unauthorized: {}", e.reason());
            throw TokenRules.forbidden("namespace not authorized");
        }
    }

    private KubernetesApi.Access access(Config config, String ownToken) {
        String token = config.reviewerToken();
        String authorities = config.authorities();
        if (!config.ignoreFiles()) {
            token = token.isEmpty() ? files.token() : token;
            authorities = authorities.isEmpty() ? files.authorities() : authorities;
        }
        if (authorities.isEmpty()) {
            throw new OutboundException("there are no CA certificates");
        }
        return new KubernetesApi.Access(
                config.host(), authorities, token.isEmpty() ? ownToken : token);
    }

    private static RequestFailure unanswered(OutboundException e) {
        if (e.isBusy()) {
            return new RequestFailure(new Failure.Unavailable(e.reason(), Duration.ofSeconds(1)));
        }
        LOG.warn("the Kubernetes API could not be asked about a login: {}", e.reason());
        return RequestFailure.denied();
    }

    private static LoginTokens.Login login(String roleName, Role role, ServiceAccount account) {
        String alias =
                switch (role.aliasNameSource()) {
                    case UID -> account.uid();
                    case NAME -> account.namespace() + "/" + account.name();
                };
        Map<String, String> known =
                Map.of(
                        "service_account_uid",
                        account.uid(),
                        "service_account_name",
                        account.name(),
                        "service_account_namespace",
                        account.namespace(),
                        "service_account_secret_name",
                        account.secretName());
        Map<String, String> metadata = new HashMap<>(known);
        metadata.put(ROLE, roleName);
        return new LoginTokens.Login(
                alias,
                account.namespace() + "-" + account.name(),
                role.token(),
                metadata,
                Map.of(ROLE, roleName, ROLE_UID, role.uid()),
                List.of(),
                known);
    }
}
