package io.sealwright.server.token;

import io.sealwright.server.identity.Identities;
import io.sealwright.server.identity.Identity;
import io.sealwright.server.identity.mfa.Demand;
import io.sealwright.server.identity.mfa.Passcodes;
import io.sealwright.server.identity.mfa.SecondFactors;
import io.sealwright.server.identity.mfa.SecondFactors.Unconfirmed;
import io.sealwright.server.mount.Mounted;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.EngineClass;
import io.sealwright.server.spi.EngineContext;
import io.sealwright.server.spi.Mount;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.storage.barrier.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Tokens of auth methods: a method checks who somebody is, and says so here, and here alone it is
 * decided whether that has to be confirmed by a second factor first. Works in the caller's
 * transaction, so that a login that fails leaves no token. Thread-safe.
 */
@Component
public final class LoginTokens {
    /** In a token's internal data: the accessor of the mount that issued it. */
    static final String ISSUER = "issuer";

    /** And the role of the login, where its method tells it. */
    static final String LOGIN_ROLE = "login_role";

    /** The most characters of an alias name. */
    private static final int MAX_ALIAS = 512;

    /** The peer's words. */
    private static final String HAS_TO_BE_CONFIRMED =
            "A login request was issued that is subject to MFA validation. Please make sure to validate the login by sending"
                    + " another request to mfa/validate endpoint.";

    private final TokenStore tokens;
    private final Identities identities;
    private final SecondFactors factors;
    private final PendingLogins pending;

    LoginTokens(
            TokenStore tokens,
            Identities identities,
            SecondFactors factors,
            PendingLogins pending) {
        this.tokens = tokens;
        this.identities = identities;
        this.factors = factors;
        this.pending = pending;
    }

    /**
     * Somebody who has proved who it is.
     *
     * @param alias the name that the method knows it by; empty for none
     * @param displayName behind the mount's name, empty for that alone
     * @param metadata shown by look-ups and written to the audit log: no secrets
     * @param internal kept with the token for its renewal, shown to nobody; keys are the method's
     *     own
     * @param groups names of groups that the method's source says it belongs to; they are aliases
     *     of external groups
     * @param aliasMetadata kept with the alias, where templated policies find it: no secrets
     */
    public record Login(
            String alias,
            String displayName,
            TokenSettings settings,
            Map<String, String> metadata,
            Map<String, String> internal,
            List<String> groups,
            Map<String, String> aliasMetadata) {
        public Login {
            metadata = Map.copyOf(metadata);
            internal = Map.copyOf(internal);
            groups = List.copyOf(groups);
            aliasMetadata = Map.copyOf(aliasMetadata);
        }

        /** Somebody of whose groups the method knows nothing. */
        public Login(
                String alias,
                String displayName,
                TokenSettings settings,
                Map<String, String> metadata,
                Map<String, String> internal) {
            this(alias, displayName, settings, metadata, internal, List.of(), Map.of());
        }

        private Login withRole(String role) {
            Map<String, String> more = new HashMap<>(internal);
            more.put(LOGIN_ROLE, role);
            return new Login(alias, displayName, settings, metadata, more, groups, aliasMetadata);
        }

        @Override
        public String toString() {
            return "Login[" + settings.policies() + "]";
        }
    }

    /**
     * Makes the token of a login and answers with it; or, where a second factor is asked for and
     * the request brings none, keeps the login for {@code sys/mfa/validate} and answers with what
     * it needs.
     *
     * @throws RequestFailure if the address may not log in, the settings cannot make a token, the
     *     entity behind the alias is disabled, or a second factor is wrong or cannot be asked for
     */
    public Response issue(Call call, Login login) {
        BoundAddresses.requireAllowed(login.settings().boundCidrs(), call.request().remote());
        if (login.alias().length() > MAX_ALIAS) {
            throw RequestFailure.invalid(
                    "the name to log in with is longer than " + MAX_ALIAS + " characters");
        }
        String entityId = login.alias().isEmpty() ? "" : entity(call, login);
        Identity identity = identity(call, entityId);
        PendingLogin proved =
                new PendingLogin(
                        call.request().path(),
                        call.mount().accessor(),
                        call.request().remote().address(),
                        withRole(call, login),
                        entityId,
                        call.now().plus(PendingLogins.LIFETIME).toEpochMilli(),
                        0);
        Demand demand = factors.demand(call.transaction(), call.mount(), identity);
        if (!demand.isEmpty()) {
            // There is nobody whose second factor could be asked for.
            if (identity == null) {
                throw RequestFailure.denied();
            }
            Passcodes sent = Passcodes.ofHeaders(call.request());
            if (sent.isEmpty()) {
                return keep(call, proved, demand);
            }
            confirm(call, identity, demand, sent);
        }
        return token(call.transaction(), call.mount(), proved, identity, call.now());
    }

    /** Kept for the quotas that are for a role. */
    private Login withRole(Call call, Login login) {
        Mounted mounted =
                tokens.issuer(
                        call.transaction(), call.mount().namespaceId(), call.mount().accessor());
        if (mounted == null || !mounted.type().tellsRoles()) {
            return login;
        }
        String below = call.request().path().substring(call.mount().path().length());
        String role = mounted.type().roleOfLogin(call.context(), below, call.body());
        return role.isEmpty() ? login : login.withRole(role);
    }

    private Response keep(Call call, PendingLogin proved, Demand demand) {
        // What cannot become a token is refused now rather than when it is confirmed.
        TokenSpec _ = spec(call.mount(), proved, proved.entityId());
        String id = pending.keep(call.transaction(), call.mount().namespaceId(), proved);
        return Response.mfa(demand.requirement(id, proved.entityId()))
                .withWarning(HAS_TO_BE_CONFIRMED);
    }

    private void confirm(Call call, Identity identity, Demand demand, Passcodes sent) {
        Unconfirmed refused =
                factors.check(call.transaction(), call.mount(), identity, demand, sent, call.now());
        if (refused != null) {
            throw RequestFailure.denied()
                    .concerning(identity.entityId())
                    .remembering(refused.remembered());
        }
    }

    /** The answer with the token of a login that needs nothing more. */
    Response token(
            Transaction transaction,
            Mount mount,
            PendingLogin proved,
            @Nullable Identity identity,
            Instant now) {
        String entityId = identity == null ? proved.entityId() : identity.entityId();
        IssuedToken token = tokens.create(transaction, spec(mount, proved, entityId), now);
        return token.knownAs(identity).response();
    }

    /** Whether a login has ever made an entity for the name at the call's mount. */
    public boolean hasLoggedIn(Call call, String alias) {
        return identities.knows(
                call.transaction(), call.mount().namespaceId(), call.mount().accessor(), alias);
    }

    /** To be called by a renewal that has asked for the groups again. */
    public void joinGroups(EngineContext context, TokenEntry token, List<String> groups) {
        if (!token.entityId().isEmpty()) {
            identities.joinGroups(
                    context.transaction(),
                    token.namespace(),
                    token.entityId(),
                    context.mount().accessor(),
                    groups);
        }
    }

    private @Nullable Identity identity(Call call, String entityId) {
        return entityId.isEmpty()
                ? null
                : identities.find(call.transaction(), call.mount().namespaceId(), entityId);
    }

    private String entity(Call call, Login login) {
        return identities.login(
                call.transaction(),
                call.mount().namespaceId(),
                new Identities.Known(
                        call.mount().accessor(),
                        login.alias(),
                        login.aliasMetadata(),
                        login.groups()),
                call.now());
    }

    private TokenSpec spec(Mount mount, PendingLogin proved, String entityId) {
        Login login = proved.login();
        TokenSettings settings = login.settings();
        LeaseLimits limits = limits(mount);
        Map<String, String> internal = new HashMap<>(login.internal());
        internal.put(ISSUER, mount.accessor());
        return TokenSpec.at(proved.path(), settings.granted(List.of()), settings.within(limits))
                .displayName(displayName(mount, login.displayName()))
                .metadata(login.metadata())
                .ttl(settings.usualTtl(limits))
                .explicitMaxTtl(Duration.ofSeconds(settings.explicitMaxTtl()))
                .period(Duration.ofSeconds(settings.period()))
                .numUses(settings.numUses())
                .boundCidrs(boundCidrs(proved.address(), settings))
                .entityId(entityId)
                .namespace(mount.namespaceId())
                .internal(internal)
                .build();
    }

    /** The lease limits of a mount. */
    public LeaseLimits limits(Mount mount) {
        return tokens.limits().tuned(mount.config());
    }

    private static List<String> boundCidrs(String address, TokenSettings settings) {
        return settings.strictlyBindIp()
                ? List.of(CidrBlock.parse(address).text())
                : settings.boundCidrs();
    }

    /** As with Vault: {@code userpass-alice}, {@code approle}. */
    static String displayName(Mount mount, String name) {
        String path = mount.path();
        String below =
                mount.engineClass() == EngineClass.AUTH ? path.substring("auth/".length()) : path;
        String source = below.replace('/', '-');
        return name.isEmpty() ? source.substring(0, source.length() - 1) : source + name;
    }
}
