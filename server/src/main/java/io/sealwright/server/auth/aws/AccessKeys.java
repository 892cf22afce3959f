package io.sealwright.server.auth.aws;

import io.sealwright.server.mount.Mounted;
import io.sealwright.server.mount.Mounts;
import io.sealwright.server.namespace.Namespace;
import io.sealwright.server.namespace.Namespaces;
import io.sealwright.server.node.Duty;
import io.sealwright.server.sigv4.RequestSignature;
import io.sealwright.server.sigv4.SignatureRefused;
import io.sealwright.server.sigv4.SigningKeys;
import io.sealwright.server.spi.Action;
import io.sealwright.server.spi.Failure;
import io.sealwright.server.spi.Mount;
import io.sealwright.server.spi.Request;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.RequestSigners;
import io.sealwright.server.token.SignerTokens;
import io.sealwright.server.token.TokenEntry;
import io.sealwright.storage.barrier.Records;
import io.sealwright.storage.barrier.Transaction;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Checks signatures with the access keys of all mounts of this method. Thread-safe. */
@Component
final class AccessKeys implements RequestSigners, Duty {
    /** In the metadata of a signer's standing, which the audit log shows. */
    private static final String ACCOUNT = "account_id";

    private final KeyIndex index;
    private final Namespaces namespaces;
    private final Mounts mounts;
    private final SignerTokens tokens;
    private final SigningKeys derived = new SigningKeys();

    AccessKeys(KeyIndex index, Namespaces namespaces, Mounts mounts, SignerTokens tokens) {
        this.index = index;
        this.namespaces = namespaces;
        this.mounts = mounts;
        this.tokens = tokens;
    }

    /** A holder whose mount is still there. */
    private record Place(KeyIndex.Holder holder, Namespace namespace, Mount mount) {
        Records records(Transaction transaction) {
            return transaction.records(mount.namespaceId(), mount.space());
        }
    }

    private @Nullable Place place(Transaction transaction, String accessKeyId) {
        KeyIndex.Holder holder =
                accessKeyId.isEmpty() ? null : index.find(transaction, accessKeyId);
        Namespace namespace =
                holder == null ? null : namespaces.tree(transaction).open(holder.namespace());
        if (holder == null || namespace == null) {
            return null;
        }
        Mounted mounted = mounts.table(transaction, holder.namespace()).byAccessor(holder.mount());
        return mounted == null ? null : new Place(holder, namespace, mounted.mount());
    }

    private static RequestSignature signature(Request request) {
        if (request.action() instanceof Action.Signed signed) {
            return signed.signature();
        }
        throw new IllegalStateException("a request without a signature");
    }

    @Override
    public Request placed(Transaction transaction, Request request) {
        RequestSignature signature = signature(request);
        Place place = place(transaction, signature.accessKeyId());
        Account account =
                place == null ? Account.ofNobody() : Account.of(place.records(transaction));
        String namespace = place == null ? "" : place.namespace().path();
        return request.placed(
                namespace.isEmpty() ? "" : namespace.substring(0, namespace.length() - 1),
                account.mount(signature.scope().region()) + request.path());
    }

    @Override
    public TokenEntry signer(Transaction transaction, Request request) {
        RequestSignature signature = signature(request);
        SignatureRefused refused = signature.refused();
        if (refused != null) {
            throw named(refused);
        }
        Place place = place(transaction, signature.accessKeyId());
        Signer signer =
                place == null
                        ? null
                        : Signers.find(place.records(transaction), place.holder().name());
        AccessKey key = signer == null ? null : signer.key(signature.accessKeyId());
        // A session token goes with temporary credentials, and there are none yet.
        if (place == null || signer == null || key == null || !signature.sessionToken().isEmpty()) {
            throw named(SignatureRefused.unknownClient());
        }
        requireRight(request, signature, signer, key);
        SignerTokens.Signer standing =
                new SignerTokens.Signer(
                        place.holder().name(),
                        key.id(),
                        signer.token(),
                        signer.entityId(),
                        key.createdAt() / 1_000,
                        key.expiresAt(),
                        Map.of(
                                "access_key",
                                key.id(),
                                ACCOUNT,
                                Account.of(place.records(transaction)).id()));
        return tokens.of(transaction, place.mount(), standing, request.remote());
    }

    private void requireRight(
            Request request, RequestSignature signature, Signer signer, AccessKey key) {
        if (!derived.made(signature, key.secret())) {
            throw named(SignatureRefused.mismatch());
        }
        if (key.expired(request.time())) {
            throw named(SignatureRefused.expiredKey());
        }
        if (!signer.regions().isEmpty() && !signer.regions().contains(signature.scope().region())) {
            throw RequestFailure.denied();
        }
    }

    private static RequestFailure named(SignatureRefused why) {
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
