package io.sealwright.server.token;

import io.sealwright.server.identity.Identities;
import io.sealwright.server.identity.Identity;
import io.sealwright.server.identity.mfa.SecondFactors;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.Mount;
import io.sealwright.server.spi.Remote;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.storage.barrier.Transaction;
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

    SignerTokens(Identities identities, SecondFactors factors) {
        this.identities = identities;
        this.factors = factors;
    }

    /**
     * Somebody whose signature was right.
     *
     * @param name that its auth mount knows it by
     * @param accessKeyId that it signed with: no secret
     * @param issued epoch seconds
     * @param expires epoch milliseconds; 0 = never
     * @param metadata written to the audit log: no secrets
     */
    public record Signer(
            String name,
            String accessKeyId,
            TokenSettings settings,
            String entityId,
            long issued,
            long expires,
            Map<String, String> metadata) {}

    /**
     * The id of the entity behind a name of the call's mount, made if there is none.
     *
     * @throws RequestFailure permission denied, if it is disabled
     */
    public String entity(Call call, String name) {
        return identities.login(
                call.transaction(),
                call.mount().namespaceId(),
                new Identities.Known(call.mount().accessor(), name, Map.of(), List.of()),
                call.now());
    }

    /**
     * @throws RequestFailure if the settings name policies that no signer may have
     */
    public static void requireGrantable(TokenSettings settings) {
        List<String> _ = settings.granted(List.of());
    }

    /**
     * The standing of a signer at an auth mount.
     *
     * @throws RequestFailure permission denied, if it may not come from this address, or if logins
     *     at the mount need a second factor, which a signed request cannot bring
     */
    public TokenEntry of(Transaction transaction, Mount mount, Signer signer, Remote remote) {
        BoundAddresses.requireAllowed(signer.settings().boundCidrs(), remote);
        @Nullable Identity identity =
                identities.find(transaction, mount.namespaceId(), signer.entityId());
        if (!factors.demand(transaction, mount, identity).isEmpty()) {
            throw RequestFailure.denied();
        }
        return new TokenEntry(
                TYPE + ":" + signer.accessKeyId(),
                signer.accessKeyId(),
                "",
                signer.settings().granted(List.of()),
                mount.path() + "keys/" + signer.name(),
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
                "",
                signer.entityId(),
                signer.settings().boundCidrs(),
                Map.of(LoginTokens.ISSUER, mount.accessor()),
                mount.namespaceId());
    }
}
