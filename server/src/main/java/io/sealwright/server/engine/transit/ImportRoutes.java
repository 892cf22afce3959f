package io.sealwright.server.engine.transit;

import io.sealwright.crypto.transit.Kdf;
import io.sealwright.crypto.transit.KeyExport;
import io.sealwright.crypto.transit.KeyImport;
import io.sealwright.crypto.transit.KeyType;
import io.sealwright.crypto.transit.KeyWrap;
import io.sealwright.crypto.transit.MacKey;
import io.sealwright.crypto.transit.RefusedException;
import io.sealwright.crypto.transit.SignatureKey;
import io.sealwright.crypto.transit.VersionKey;
import io.sealwright.policy.Operation;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.Field;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import tools.jackson.databind.node.JsonNodeFactory;

/** {@code wrapping_key}, {@code keys/{name}/import} and {@code import_version}. */
final class ImportRoutes {
    private static final List<Field> FIELDS =
            List.of(
                    Field.of(
                            "ciphertext",
                            FieldType.STRING,
                            "The key, wrapped for the mount's wrapping key, in base64."),
                    Field.of(
                            "public_key",
                            FieldType.STRING,
                            "A public key in PEM, if there is no ciphertext."),
                    Field.of(
                            "hash_function",
                            FieldType.STRING,
                            "Of OAEP: SHA1, SHA224, SHA256, SHA384 or SHA512; SHA256 if absent."));

    private final NamedKeys keys;
    private final WrappingKey wrapping;

    ImportRoutes(NamedKeys keys, WrappingKey wrapping) {
        this.keys = keys;
        this.wrapping = wrapping;
    }

    List<Route> routes() {
        return List.of(
                Route.at("wrapping_key", "The public key to wrap keys for that are imported.")
                        .on(Operation.READ, this::wrappingKey)
                        .build(),
                Route.at("keys/{name}/import", "Makes a key of one that was made elsewhere.")
                        .fields(FIELDS)
                        .field("type", FieldType.STRING, "What it is; aes256-gcm96 if absent.")
                        .field("allow_rotation", FieldType.BOOL, "Whether it may be rotated here.")
                        .fields(
                                List.of(
                                        KeyRoutes.DERIVED,
                                        KeyRoutes.EXPORTABLE,
                                        KeyRoutes.PLAINTEXT_BACKUP,
                                        KeyRoutes.PERIOD,
                                        CipherRoutes.CONTEXT))
                        .on(Operation.UPDATE, this::imported)
                        .build(),
                Route.at("keys/{name}/import_version", "A further version of an imported key.")
                        .fields(FIELDS)
                        .field(
                                "version",
                                FieldType.INT,
                                "Of which there is only a public key so far: gets its private key.")
                        .on(Operation.UPDATE, this::importedVersion)
                        .build());
    }

    private Response wrappingKey(Call call) {
        byte[] pem = KeyExport.publicKey(wrapping.of(call), KeyExport.Format.PEM);
        return Response.of(
                JsonNodeFactory.instance.objectNode().put("public_key", KeyView.text(pem)));
    }

    private Response imported(Call call) {
        String name = KeyNames.checked(call.path("name"));
        if (call.body().has("convergent_encryption")) {
            throw RequestFailure.invalid(
                    "import cannot be used on keys with convergent encryption enabled");
        }
        long period = call.duration("auto_rotate_period", Duration.ZERO).toSeconds();
        boolean rotates = call.bool("allow_rotation", false);
        if (period > 0 && !rotates) {
            throw RequestFailure.invalid(
                    "allow_rotation must be set to true if auto-rotation is enabled");
        }
        KeyType type = KeyType.ofAnyCase(call.string("type", KeyType.AES256_GCM96.label()));
        if (type == null) {
            throw RequestFailure.invalid("unknown key type" + KeyCreation.known());
        }
        boolean derived = call.bool("derived", false);
        KeyCreation.requireDerivable(type, derived, false);
        if (keys.find(Place.of(call), name) != null) {
            throw RequestFailure.invalid(
                    "the import path cannot be used with an existing key; use import-version to rotate an existing imported key");
        }
        VersionKey key = given(call, type, derived);
        NamedKey.Nature nature =
                new NamedKey.Nature(
                        type.label(),
                        key instanceof MacKey mac ? mac.length() : 0,
                        derived,
                        Kdf.HMAC_SHA256_COUNTER.ordinal(),
                        false,
                        0);
        NamedKey draft =
                keys.draft(
                        name,
                        nature,
                        new NamedKey.Permissions(
                                call.bool("exportable", false),
                                call.bool("allow_plaintext_backup", false),
                                false,
                                false),
                        new NamedKey.Rotation(KeyCreation.period(call), 0, true, rotates));
        keys.append(Place.of(call), draft, key, call.now());
        return Response.empty();
    }

    /** The key in the request. */
    private VersionKey given(Call call, KeyType type, boolean derived) {
        try {
            if (call.body().has("ciphertext")) {
                return secret(call, type);
            }
            if (!type.signs()) {
                throw new RefusedException("provided type does not support public_key import");
            }
            if (derived) {
                throw new RefusedException(
                        "unable to import only public key for derived Ed25519 key: imported key should not be an Ed25519 key"
                                + " pair but is instead an HKDF key");
            }
            return KeyImport.publicKey(type, call.string("public_key", ""));
        } catch (RefusedException e) {
            throw RequestFailure.invalid("error importing key: " + e.reason());
        }
    }

    private VersionKey secret(Call call, KeyType type) {
        KeyWrap wrap = KeyWrap.with(call.string("hash_function", "SHA256"));
        byte[] wrapped = Base64Text.decode(call.string("ciphertext", ""));
        byte[] key = wrap.unwrap(wrapping.of(call), wrapped);
        try {
            return KeyImport.secret(type, key);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    private Response importedVersion(Call call) {
        Place place = Place.of(call);
        String name = KeyNames.checked(call.path("name"));
        NamedKey key = keys.find(place, name);
        if (key == null) {
            throw RequestFailure.invalid(
                    "no key found with name "
                            + name
                            + "; to import a new key, use the import/ endpoint");
        }
        if (!key.rotation().imported()) {
            throw RequestFailure.invalid(
                    "the import_version endpoint can only be used with an imported key");
        }
        if (key.nature().convergent()) {
            throw RequestFailure.invalid(
                    "import_version cannot be used on keys with convergent encryption enabled");
        }
        KeyRoutes.requireUsable(key);
        VersionKey given = given(call, key.type(), key.nature().derived());
        if (call.has("version")) {
            complete(place, key, Batch.Item.only(call).number("version"), given);
        } else if (!completesLatest(place, key, given)) {
            keys.append(place, withSize(key, given), given, call.now());
        }
        return Response.empty();
    }

    private static NamedKey withSize(NamedKey key, VersionKey given) {
        NamedKey.Nature old = key.nature();
        return given instanceof MacKey mac
                ? new NamedKey(
                        key.name(),
                        key.uid(),
                        new NamedKey.Nature(
                                old.type(), mac.length(), old.derived(), old.kdf(), false, 0),
                        key.versions(),
                        key.permissions(),
                        key.rotation(),
                        key.journal())
                : key;
    }

    /** Whether it was the private key of the latest version, which had only its public one. */
    private boolean completesLatest(Place place, NamedKey key, VersionKey given) {
        KeyVersion latest = keys.latest(place, key);
        boolean completes = lacksPrivate(latest) && secret(given) && matches(latest, given);
        if (completes) {
            keys.put(place, key, key.versions().latest(), latest.withKey(given));
        }
        return completes;
    }

    private void complete(Place place, NamedKey key, int number, VersionKey given) {
        KeyVersion version = keys.version(place, key, number);
        if (version == null) {
            throw RequestFailure.invalid("no such key version");
        }
        if (!key.type().signs()) {
            throw RequestFailure.invalid("provided type does not support importing key versions");
        }
        if (!lacksPrivate(version)) {
            throw RequestFailure.invalid("private key imported, key version cannot be updated");
        }
        if (!secret(given)) {
            throw RequestFailure.invalid(
                    "cannot add a public key to a key version that already has a public key set");
        }
        if (!matches(version, given)) {
            throw RequestFailure.invalid("cannot import key, key pair does not match");
        }
        keys.put(place, key, number, version.withKey(given));
    }

    private static boolean lacksPrivate(KeyVersion version) {
        return version.key() instanceof SignatureKey key && !key.hasPrivatePart();
    }

    private static boolean secret(VersionKey key) {
        return key instanceof SignatureKey signing && signing.hasPrivatePart();
    }

    private static boolean matches(KeyVersion version, VersionKey given) {
        return Arrays.equals(version.key().publicPart(), given.publicPart());
    }
}
