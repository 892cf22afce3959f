package io.sealwright.server.auth.aws;

import io.sealwright.server.mount.Mounted;
import io.sealwright.server.mount.Mounts;
import io.sealwright.server.sigv4.SignatureRefused;
import io.sealwright.server.spi.Action;
import io.sealwright.server.spi.EngineContext;
import io.sealwright.server.spi.Failure;
import io.sealwright.server.spi.Request;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.WebIdentities;
import io.sealwright.server.token.SessionRoles;
import io.sealwright.server.token.SignerTokens;
import io.sealwright.server.token.TokenEntry;
import io.sealwright.server.token.TokenSettings;
import io.sealwright.storage.barrier.Transaction;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * What somebody may do whose signature is right, asked anew for each request: of a session, too, so
 * that it ends with whatever it goes back to. Thread-safe.
 */
@Component
final class Standings {
    /** In a standing's internal data: which signer it is of. */
    static final String SIGNER = "signer";

    /** In the metadata of a role's session, which resource policies ask for it. */
    private static final String ARN = "arn";

    private static final String SESSION_NAME = "role_session_name";

    private final ObjectProvider<Mounts> mounts;
    private final Accounts accounts;
    private final SignerTokens tokens;
    private final SessionRoles roles;

    Standings(
            ObjectProvider<Mounts> mounts,
            Accounts accounts,
            SignerTokens tokens,
            SessionRoles roles) {
        this.mounts = mounts;
        this.accounts = accounts;
        this.tokens = tokens;
        this.roles = roles;
    }

    /** The access key that a request is signed with, for as long as it is good. */
    private record Credential(String id, long createdAt, long expiresAt) {}

    /**
     * @throws RequestFailure if the key's time is over, the region is not the signer's, or it may
     *     not come from there
     */
    TokenEntry of(
            Transaction transaction,
            Places.Place place,
            Signer signer,
            AccessKey key,
            Request request) {
        Credential credential = new Credential(key.id(), key.createdAt(), key.expiresAt());
        return ofSigner(transaction, place, signer, key, credential, request);
    }

    /**
     * Each step from the signer or the web identity to the last role has to hold.
     *
     * @throws RequestFailure if one of them does not, any more or from there
     */
    TokenEntry of(Transaction transaction, Places.Place place, Session session, Request request) {
        Credential credential =
                new Credential(session.id(), session.createdAt(), session.expiresAt());
        Session.WebLogin web = session.web();
        TokenEntry standing =
                web == null
                        ? ofParent(transaction, place, session, credential, request)
                        : ofWeb(transaction, place, session, web, credential, request);
        for (String role : session.roles()) {
            standing = ofRole(transaction, place, session, role, credential, request);
        }
        return standing;
    }

    private TokenEntry ofParent(
            Transaction transaction,
            Places.Place place,
            Session session,
            Credential credential,
            Request request) {
        Signer signer = Signers.find(place.records(transaction), session.signer());
        AccessKey key = signer == null ? null : signer.key(session.parent());
        if (signer == null || key == null) {
            throw AccessKeys.named(SignatureRefused.unknownClient());
        }
        return ofSigner(transaction, place, signer, key, credential, request);
    }

    private TokenEntry ofSigner(
            Transaction transaction,
            Places.Place place,
            Signer signer,
            AccessKey key,
            Credential credential,
            Request request) {
        if (key.expired(request.time())) {
            throw AccessKeys.named(SignatureRefused.expiredKey());
        }
        if (!signer.regions().isEmpty() && !signer.regions().contains(region(request))) {
            throw RequestFailure.denied();
        }
        return tokens.of(
                transaction,
                place.mount(),
                new SignerTokens.Signer(
                        place.signer(),
                        "keys/" + place.signer(),
                        "",
                        credential.id(),
                        signer.token(),
                        signer.entityId(),
                        "",
                        credential.createdAt() / 1_000,
                        credential.expiresAt(),
                        metadata(transaction, place, credential, Map.of()),
                        Map.of(SIGNER, place.signer())),
                request.remote());
    }

    /** Empty for a request that is not signed. */
    private static String region(Request request) {
        return request.action() instanceof Action.Signed signed
                ? signed.signature().scope().region()
                : "";
    }

    private TokenEntry ofWeb(
            Transaction transaction,
            Places.Place place,
            Session session,
            Session.WebLogin web,
            Credential credential,
            Request request) {
        Mounted login =
                mounts.getObject()
                        .table(transaction, place.namespace().number())
                        .byAccessor(web.mount());
        if (login == null || !(login.type() instanceof WebIdentities identities)) {
            throw AccessKeys.named(SignatureRefused.unknownClient());
        }
        EngineContext context = new EngineContext(transaction, login.mount(), request.time());
        TokenSettings settings = held(() -> identities.held(context, web.internal()));
        Map<String, String> more = new HashMap<>(web.metadata());
        more.put(SESSION_NAME, session.name());
        more.put(ARN, arn(transaction, place, session.mount(), web.role(), session.name()));
        return tokens.of(
                transaction,
                login.mount(),
                new SignerTokens.Signer(
                        web.person(),
                        WebIdentities.PATH,
                        "",
                        credential.id(),
                        settings,
                        web.entityId(),
                        web.address(),
                        credential.createdAt() / 1_000,
                        credential.expiresAt(),
                        metadata(transaction, place, credential, more),
                        web.internal()),
                request.remote());
    }

    /** A role's session may do what the role may, whoever has assumed it. */
    private TokenEntry ofRole(
            Transaction transaction,
            Places.Place place,
            Session session,
            String role,
            Credential credential,
            Request request) {
        TokenSettings settings =
                held(() -> roles.find(transaction, place.mount().namespaceId(), role));
        String who = session.web() == null ? session.signer() : session.web().person();
        return tokens.of(
                transaction,
                place.mount(),
                new SignerTokens.Signer(
                        role + "-" + session.name(),
                        "sts/assume-role/" + role,
                        role,
                        credential.id(),
                        settings,
                        "",
                        "",
                        credential.createdAt() / 1_000,
                        credential.expiresAt(),
                        metadata(
                                transaction,
                                place,
                                credential,
                                Map.of(
                                        SIGNER,
                                        who,
                                        "role",
                                        role,
                                        SESSION_NAME,
                                        session.name(),
                                        ARN,
                                        arn(
                                                transaction,
                                                place,
                                                session.mount(),
                                                role,
                                                session.name()))),
                        Map.of()),
                request.remote());
    }

    private String arn(
            Transaction transaction, Places.Place place, String mount, String role, String name) {
        String account = accounts.of(place.records(transaction)).id();
        return Principal.role(account, mount, role, name).arn();
    }

    /** What is gone, or cannot be a session's any more, ends it. */
    private static TokenSettings held(Supplier<@Nullable TokenSettings> asked) {
        try {
            TokenSettings settings = asked.get();
            if (settings != null) {
                return settings;
            }
        } catch (RequestFailure e) {
            if (!(e.failure() instanceof Failure.InvalidRequest)) {
                throw e;
            }
        }
        throw AccessKeys.named(SignatureRefused.unknownClient());
    }

    /** For the audit log; what is ours cannot be said by claims. */
    private Map<String, String> metadata(
            Transaction transaction,
            Places.Place place,
            Credential credential,
            Map<String, String> more) {
        Map<String, String> metadata = new HashMap<>(more);
        metadata.put("access_key", credential.id());
        metadata.put("account_id", accounts.of(place.records(transaction)).id());
        return metadata;
    }
}
