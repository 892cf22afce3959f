package io.sealwright.server.token;

import io.sealwright.server.identity.Identities;
import io.sealwright.server.identity.Identity;
import io.sealwright.server.identity.mfa.SecondFactors;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.Mount;
import io.sealwright.server.spi.Remote;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.storage.barrier.Transaction;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * What signers of requests may do, as tokens that are stored nowhere: made anew for each request,
 * of what is stored of the signer. Thread-safe.
 */
@Component
public final class SignerTokens {
    private static final String TYPE = "access-key";

    private final Identities identities;
    private final SecondFactors factors;
    private final LeaseLimits limits;

    SignerTokens(Identities identities, SecondFactors factors, LeaseLimits limits) {
        this.identities = identities;
        this.factors = factors;
        this.limits = limits;
    }

    /**
     * Somebody whose signature was right.
     *
     * @param name that its auth mount knows it by
     * @param path below the mount, of what gave it the access key
     * @param role token role that it has assumed; empty for none
     * @param accessKeyId that it signed with: no secret
     * @param entityId empty for none
     * @param address that a session was begun from, which it stays bound to where the settings say
     *     so; empty for none
     * @param issued epoch seconds
     * @param expires epoch milliseconds; 0 = never
     * @param metadata written to the audit log: no secrets
     * @param internal shown to nobody
     */
    public record Signer(
            String name,
            String path,
            String role,
            String accessKeyId,
            TokenSettings settings,
            String entityId,
            String address,
            long issued,
            long expires,
            Map<String, String> metadata,
            Map<String, String> internal) {}

    /**
     * The id of the entity behind a name of the call's mount, made if there is none.
     *
     * @throws RequestFailure permission denied, if it is disabled
     */
    public String entity(Call call, String name) {
        return entity(
                call, new Identities.Known(call.mount().accessor(), name, Map.of(), List.of()));
    }

    /**
     * The same for a login that makes no token but a session: its groups are joined, too.
     *
     * @param call at the mount of the login
     */
    public String entity(Call call, LoginTokens.Login login) {
        return login.alias().isEmpty()
                ? ""
                : entity(
                        call,
                        new Identities.Known(
                                call.mount().accessor(),
                                login.alias(),
                                login.aliasMetadata(),
                                login.groups()));
    }

    private String entity(Call call, Identities.Known known) {
        return identities.login(call.transaction(), call.mount().namespaceId(), known, call.now());
    }

    /**
     * @throws RequestFailure if the settings name policies that no signer may have
     */
    public static void requireGrantable(TokenSettings settings) {
        List<String> _ = settings.granted(List.of());
    }

    /** How long a session with these settings may live that a mount gives. */
    public Duration longest(Mount mount, TokenSettings settings) {
        Duration longest = settings.within(limits.tuned(mount.config())).maxTtl();
        if (settings.explicitMaxTtl() > 0) {
            longest = Ttl.lesser(longest, Duration.ofSeconds(settings.explicitMaxTtl()));
        }
        return settings.period() > 0
                ? Ttl.lesser(longest, Duration.ofSeconds(settings.period()))
                : longest;
    }

    /**
     * The standing of a signer at an auth mount.
     *
     * @throws RequestFailure permission denied, if it may not come from this address, if its entity
     *     is disabled or gone, or if logins at the mount need a second factor, which a signed
     *     request cannot bring
     */
    public TokenEntry of(Transaction transaction, Mount mount, Signer signer, Remote remote) {
        BoundAddresses.requireAllowed(signer.settings().boundCidrs(), remote);
        if (signer.settings().strictlyBindIp() && !signer.address().equals(remote.address())) {
            throw RequestFailure.denied();
        }
        @Nullable Identity identity = identity(transaction, mount, signer.entityId());
        if (!factors.demand(transaction, mount, identity).isEmpty()) {
            throw RequestFailure.denied();
        }
        Map<String, String> internal = new HashMap<>(signer.internal());
        internal.put(LoginTokens.ISSUER, mount.accessor());
        return new TokenEntry(
                TYPE + ":" + signer.accessKeyId(),
                signer.accessKeyId(),
                "",
                signer.settings().granted(List.of()),
                mount.path() + signer.path(),
                LoginTokens.displayName(mount, signer.name()),
                signer.metadata(),
                0,
                signer.issued(),
                0,
                signer.settings().ttl(),
                signer.expires(),
                0,
                0,
                false,
                TYPE,
                signer.role(),
                signer.entityId(),
                signer.settings().boundCidrs(),
                internal,
                mount.namespaceId());
    }

    private @Nullable Identity identity(Transaction transaction, Mount mount, String entityId) {
        if (entityId.isEmpty()) {
            return null;
        }
        Identity identity = identities.find(transaction, mount.namespaceId(), entityId);
        if (identity == null || identity.disabled()) {
            throw RequestFailure.denied();
        }
        return identity;
    }
}
