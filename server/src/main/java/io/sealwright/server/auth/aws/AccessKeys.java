package io.sealwright.server.auth.aws;

import io.sealwright.server.aws.RoleArn;
import io.sealwright.server.aws.StsOperation;
import io.sealwright.server.node.Duty;
import io.sealwright.server.sigv4.RequestSignature;
import io.sealwright.server.sigv4.SignatureRefused;
import io.sealwright.server.sigv4.SigningKeys;
import io.sealwright.server.spi.Action;
import io.sealwright.server.spi.Failure;
import io.sealwright.server.spi.Request;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.RequestSigners;
import io.sealwright.server.token.TokenEntry;
import io.sealwright.storage.barrier.Transaction;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/**
 * Checks signatures with the access keys of all mounts of this method, and with those of sessions
 * that they gave. Thread-safe.
 */
@Component
final class AccessKeys implements RequestSigners, Duty {
    /** Where a request leads that names no account of ours, and is refused if it is there. */
    private static final String USUAL_MOUNT = "auth/aws/";

    private final Places places;
    private final Accounts accounts;
    private final Sessions sessions;
    private final Standings standings;
    private final SigningKeys derived = new SigningKeys();

    AccessKeys(Places places, Accounts accounts, Sessions sessions, Standings standings) {
        this.places = places;
        this.accounts = accounts;
        this.sessions = sessions;
        this.standings = standings;
    }

    private static RequestSignature signature(Request request) {
        if (request.action() instanceof Action.Signed signed) {
            return signed.signature();
        }
        throw new IllegalStateException("a request without a signature");
    }

    @Override
    public Request placed(Transaction transaction, Request request) {
        Places.Place place = place(transaction, request);
        String folder =
                ofSts(request) ? mount(place) : secrets(transaction, place, signature(request));
        return request.placed(place == null ? "" : place.namespacePath(), folder + request.path());
    }

    private static boolean ofSts(Request request) {
        Action action = request.action();
        return action != null && StsOperation.find(action.name()) != null;
    }

    private static String mount(Places.@Nullable Place place) {
        return place == null ? USUAL_MOUNT : place.mount().path();
    }

    private String secrets(
            Transaction transaction, Places.@Nullable Place place, RequestSignature signature) {
        Account account =
                place == null ? accounts.ofNobody() : accounts.of(place.records(transaction));
        return account.mount(signature.scope().region());
    }

    /** A place on one view, which is asked for twice in each run of a request. */
    private record Asked(Transaction transaction) {}

    private record Found(Places.@Nullable Place place) {}

    private Places.@Nullable Place place(Transaction transaction, Request request) {
        return request.once()
                .get(
                        new Asked(transaction),
                        Found.class,
                        () -> new Found(find(transaction, request)))
                .place();
    }

    private Places.@Nullable Place find(Transaction transaction, Request request) {
        if (!(request.action() instanceof Action.Signed signed)) {
            JsonNode arn = request.body().object().get("RoleArn");
            RoleArn role = RoleArn.of(arn != null && arn.isString() ? arn.stringValue() : "");
            return places.ofAccount(transaction, role.account());
        }
        Session session = sessions.of(request);
        return session == null
                ? places.ofKey(transaction, signed.signature().accessKeyId())
                : places.ofSession(transaction, session);
    }

    @Override
    public TokenEntry signer(Transaction transaction, Request request) {
        RequestSignature signature = signature(request);
        SignatureRefused refused = signature.refused();
        if (refused != null) {
            throw named(refused);
        }
        Places.Place place = place(transaction, request);
        Session session = sessions.of(request);
        if (place == null || session == null && !signature.sessionToken().isEmpty()) {
            throw named(SignatureRefused.unknownClient());
        }
        return session == null
                ? lasting(transaction, place, request, signature)
                : temporary(transaction, place, request, session);
    }

    private TokenEntry lasting(
            Transaction transaction,
            Places.Place place,
            Request request,
            RequestSignature signature) {
        Signer signer = Signers.find(place.records(transaction), place.signer());
        AccessKey key = signer == null ? null : signer.key(signature.accessKeyId());
        if (signer == null || key == null) {
            throw named(SignatureRefused.unknownClient());
        }
        requireMade(signature, key.secret());
        return standings.of(transaction, place, signer, key, request);
    }

    private TokenEntry temporary(
            Transaction transaction, Places.Place place, Request request, Session session) {
        requireMade(signature(request), session.secret());
        if (session.expired(request.time())) {
            throw named(SignatureRefused.expiredKey());
        }
        return standings.of(transaction, place, session, request);
    }

    private void requireMade(RequestSignature signature, byte[] secret) {
        if (!derived.made(signature, secret)) {
            throw named(SignatureRefused.mismatch());
        }
    }

    static RequestFailure named(SignatureRefused why) {
        return new RequestFailure(new Failure.Named(why.code(), why.message()));
    }

    @Override
    public void unsealed() {
        // Keys are derived when they are needed.
    }

    @Override
    public void sealing() {
        derived.clear();
    }
}
