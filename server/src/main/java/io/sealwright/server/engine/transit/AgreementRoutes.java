package io.sealwright.server.engine.transit;

import io.sealwright.crypto.transit.AeadKey;
import io.sealwright.crypto.transit.EcKey;
import io.sealwright.crypto.transit.Kdf;
import io.sealwright.crypto.transit.KeyImport;
import io.sealwright.crypto.transit.KeyType;
import io.sealwright.crypto.transit.RefusedException;
import io.sealwright.policy.Operation;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code derive-key/}: a symmetric key that two sides with keys of a curve have in common. */
final class AgreementRoutes {
    private final NamedKeys keys;

    AgreementRoutes(NamedKeys keys) {
        this.keys = keys;
    }

    List<Route> routes() {
        return List.of(
                Route.at("derive-key/{name}", "Makes a key by ECDH, or a further version of one.")
                        .field("base_key_name", FieldType.STRING, "The own key, of ECDSA.")
                        .field("base_key_version", FieldType.INT, "0 for the latest.")
                        .field("peer_public_key", FieldType.STRING, "The other side's, in PEM.")
                        .field("key_derivation_algorithm", FieldType.STRING, "ecdh.")
                        .field(
                                "derived_key_type",
                                FieldType.STRING,
                                "Of the key that is made; aes256-gcm96 if absent.")
                        .on(Operation.UPDATE, this::derive)
                        .build());
    }

    private Response derive(Call call) {
        String name = KeyNames.checked(call.path("name"));
        if (!call.string("key_derivation_algorithm", "ecdh").equals("ecdh")) {
            throw RequestFailure.invalid("key derivation algorithm not supported; use ecdh");
        }
        String peer = call.string("peer_public_key", "");
        if (peer.isEmpty()) {
            throw RequestFailure.invalid("peer public key not provided");
        }
        KeyType type =
                KeyType.ofAnyCase(call.string("derived_key_type", KeyType.AES256_GCM96.label()));
        if (type == null || !type.aead()) {
            throw RequestFailure.invalid("unknown key type; use one that encrypts symmetrically");
        }
        NamedKey target = target(call, name, type);
        byte[] secret = agreed(call, base(call), peer, type.length());
        try {
            keys.append(Place.of(call), target, AeadKey.of(type, secret), call.now());
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
        return Response.empty();
    }

    /** A key of this name gets a further version, if the agreed one fits it. */
    private NamedKey target(Call call, String name, KeyType type) {
        NamedKey stored = keys.find(Place.of(call), name);
        if (stored == null) {
            return keys.draft(
                    name,
                    new NamedKey.Nature(
                            type.label(), 0, false, Kdf.HMAC_SHA256_COUNTER.ordinal(), false, 0),
                    new NamedKey.Permissions(false, false, false, false),
                    new NamedKey.Rotation(0, 0, true, false));
        }
        KeyRoutes.requireUsable(stored);
        if (stored.type() != type || !stored.rotation().imported()) {
            throw RequestFailure.invalid(
                    "a key of this name exists that was not derived, or is of another type");
        }
        return stored;
    }

    private NamedKey base(Call call) {
        NamedKey base =
                keys.find(Place.of(call), KeyNames.checked(call.string("base_key_name", "")));
        if (base == null) {
            throw RequestFailure.invalid("specified base key not found");
        }
        if (!base.type().ecdsa()) {
            throw RequestFailure.invalid(
                    "base key type " + base.type() + " does not support key agreement");
        }
        KeyRoutes.requireUsable(base);
        return base;
    }

    private byte[] agreed(Call call, NamedKey base, String peer, int length) {
        try {
            EcKey own = own(version(call, base));
            if (!(KeyImport.publicKey(base.type(), peer) instanceof EcKey other)) {
                throw new RefusedException("supplied peer public key is not an ECDSA key");
            }
            return own.agree(other, length);
        } catch (RefusedException e) {
            throw RequestFailure.invalid("cannot agree on a key: " + e.reason());
        }
    }

    private @Nullable KeyVersion version(Call call, NamedKey base) {
        int wanted = Batch.Item.only(call).number("base_key_version");
        NamedKey.Versions versions = base.versions();
        if (wanted < 0) {
            throw new RefusedException("requested version of the base key is negative");
        }
        if (wanted > versions.latest()) {
            throw new RefusedException(
                    "requested version of the base key is higher than the latest key version");
        }
        return keys.version(Place.of(call), base, wanted == 0 ? versions.latest() : wanted);
    }

    private static EcKey own(@Nullable KeyVersion version) {
        if (version == null || !(version.key() instanceof EcKey own)) {
            throw new RefusedException("no such key version");
        }
        return own;
    }
}
