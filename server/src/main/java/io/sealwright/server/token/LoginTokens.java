package io.sealwright.server.token;

import io.sealwright.server.identity.Identities;
import io.sealwright.server.identity.Identity;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.EngineClass;
import io.sealwright.server.spi.Mount;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Tokens of auth methods: a method checks who somebody is, and says so here. Works in the caller's
 * transaction, so that a login that fails leaves no token. Thread-safe.
 */
@Component
public final class LoginTokens {
    /** In a token's internal data: the accessor of the mount that issued it. */
    static final String ISSUER = "issuer";

    /** The most characters of an alias name. */
    private static final int MAX_ALIAS = 512;

    private final TokenStore tokens;
    private final Identities identities;

    LoginTokens(TokenStore tokens, Identities identities) {
        this.tokens = tokens;
        this.identities = identities;
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

        @Override
        public String toString() {
            return "Login[" + settings.policies() + "]";
        }
    }

    /**
     * Makes the token of a login and answers with it.
     *
     * @throws RequestFailure if the address may not log in, the settings cannot make a token, or
     *     the entity behind the alias is disabled
     */
    public Response issue(Call call, Login login) {
        BoundAddresses.requireAllowed(login.settings().boundCidrs(), call.request().remote());
        if (login.alias().length() > MAX_ALIAS) {
            throw RequestFailure.invalid(
                    "the name to log in with is longer than " + MAX_ALIAS + " characters");
        }
        String entityId = login.alias().isEmpty() ? "" : entity(call, login);
        IssuedToken token =
                tokens.create(call.transaction(), spec(call, login, entityId), call.now());
        return token.knownAs(identity(call, entityId)).response();
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

    private TokenSpec spec(Call call, Login login, String entityId) {
        TokenSettings settings = login.settings();
        LeaseLimits limits = limits(call.mount());
        Map<String, String> internal = new HashMap<>(login.internal());
        internal.put(ISSUER, call.mount().accessor());
        return TokenSpec.at(
                        call.request().path(), settings.granted(List.of()), settings.within(limits))
                .displayName(displayName(call.mount(), login.displayName()))
                .metadata(login.metadata())
                .ttl(settings.usualTtl(limits))
                .explicitMaxTtl(Duration.ofSeconds(settings.explicitMaxTtl()))
                .period(Duration.ofSeconds(settings.period()))
                .numUses(settings.numUses())
                .boundCidrs(boundCidrs(call, settings))
                .entityId(entityId)
                .namespace(call.mount().namespaceId())
                .internal(internal)
                .build();
    }

    /** The lease limits of a mount. */
    public LeaseLimits limits(Mount mount) {
        return tokens.limits().tuned(mount.config());
    }

    private static List<String> boundCidrs(Call call, TokenSettings settings) {
        return settings.strictlyBindIp()
                ? List.of(CidrBlock.parse(call.request().remote().address()).text())
                : settings.boundCidrs();
    }

    /** As with Vault: {@code userpass-alice}, {@code approle}. */
    private static String displayName(Mount mount, String name) {
        String path = mount.path();
        String below =
                mount.engineClass() == EngineClass.AUTH ? path.substring("auth/".length()) : path;
        String source = below.replace('/', '-');
        return name.isEmpty() ? source.substring(0, source.length() - 1) : source + name;
    }
}
