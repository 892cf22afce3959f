package io.sealwright.server.engine.transit;

import io.sealwright.crypto.transit.KeyType;
import io.sealwright.crypto.transit.MacKey;
import io.sealwright.crypto.transit.VersionKey;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.RequestFailure;
import java.time.Duration;
import java.util.List;

/** Makes new keys out of a request's parameters. Thread-safe. */
final class KeyCreation {
    private static final Duration SHORTEST_PERIOD = Duration.ofHours(1);

    private final NamedKeys keys;
    private final MountSettings settings;

    KeyCreation(NamedKeys keys, MountSettings settings) {
        this.keys = keys;
        this.settings = settings;
    }

    /** What an expensive key was made for, so that a repeated transaction finds it. */
    private record Made(String uidOrName, int number) {}

    /**
     * The key that {@code keys/} asks for: as it is, or new with its first version, stored. What is
     * wrong with the request is said in either case.
     */
    NamedKey asked(Call call, String name) {
        boolean derived = call.bool("derived", false);
        boolean convergent = call.bool("convergent_encryption", false);
        long period = period(call);
        if (convergent && !derived) {
            throw RequestFailure.invalid("convergent encryption requires derivation to be enabled");
        }
        KeyType type = type(call.string("type", KeyType.AES256_GCM96.label()));
        int size = size(call, type);
        NamedKey stored = keys.find(Place.of(call), name);
        if (stored != null) {
            return stored;
        }
        requireDerivable(type, derived, convergent);
        requireSize(type, size);
        NamedKey draft =
                keys.draft(
                        name,
                        NamedKey.Nature.of(type, size, derived, convergent),
                        new NamedKey.Permissions(
                                call.bool("exportable", false),
                                call.bool("allow_plaintext_backup", false),
                                false,
                                false),
                        new NamedKey.Rotation(period, 0, false, false));
        return withNewVersion(call, draft, name);
    }

    static KeyType type(String label) {
        KeyType type = KeyType.of(label);
        if (type == null) {
            throw RequestFailure.invalid("unknown key type" + known());
        }
        return type;
    }

    static String known() {
        return "; use one of "
                + String.join(
                        ", ", List.of(KeyType.values()).stream().map(KeyType::label).toList());
    }

    private static int size(Call call, KeyType type) {
        long size = call.integer("key_size", 0);
        if (size != 0 && type != KeyType.HMAC) {
            throw RequestFailure.invalid("key_size is not valid for algorithm " + type);
        }
        if (size != 0 && (size < MacKey.MIN_LENGTH || size > MacKey.MAX_LENGTH)) {
            throw RequestFailure.invalid("invalid key_size " + size);
        }
        return (int) size;
    }

    private static void requireSize(KeyType type, int size) {
        if (type == KeyType.HMAC && size == 0) {
            throw RequestFailure.invalid(
                    "invalid key size for HMAC key, must be between "
                            + MacKey.MIN_LENGTH
                            + " and "
                            + MacKey.MAX_LENGTH
                            + " bytes");
        }
    }

    static void requireDerivable(KeyType type, boolean derived, boolean convergent) {
        if (derived && !type.derives()) {
            throw RequestFailure.invalid(
                    "key derivation and convergent encryption not supported for keys of type "
                            + type);
        }
        if (convergent && !type.aead()) {
            throw RequestFailure.invalid(
                    "convergent encryption not supported for keys of type " + type);
        }
    }

    /** Seconds. */
    static long period(Call call) {
        Duration period = call.duration("auto_rotate_period", Duration.ZERO);
        if (!period.isZero() && period.compareTo(SHORTEST_PERIOD) < 0) {
            throw RequestFailure.invalid(
                    "auto rotate period must be 0 to disable or at least an hour");
        }
        return period.toSeconds();
    }

    /** The key that {@code encrypt/} finds missing, with its first version, stored. */
    NamedKey forEncryption(Call call, boolean withContext) {
        boolean convergent = call.bool("convergent_encryption", false);
        if (convergent && !withContext) {
            throw RequestFailure.invalid(
                    "convergent encryption requires derivation to be enabled, so context is required");
        }
        KeyType type = type(call.string("type", KeyType.AES256_GCM96.label()));
        if (!type.aead()) {
            throw RequestFailure.invalid("key type " + type + " not supported for this operation");
        }
        if (settings.of(Place.of(call)).disableUpsert()) {
            throw RequestFailure.invalid("encryption key not found");
        }
        String name = KeyNames.checked(call.path("name"));
        NamedKey draft =
                keys.draft(
                        name,
                        NamedKey.Nature.of(type, 0, withContext, convergent),
                        new NamedKey.Permissions(false, false, false, false),
                        new NamedKey.Rotation(0, 0, false, false));
        return withNewVersion(call, draft, name);
    }

    /** The key with a further, random version, stored. */
    NamedKey rotated(Call call, NamedKey key) {
        return withNewVersion(call, key, key.uid());
    }

    private NamedKey withNewVersion(Call call, NamedKey key, String uidOrName) {
        VersionKey secret =
                call.request()
                        .once()
                        .get(
                                new Made(uidOrName, key.versions().latest()),
                                VersionKey.class,
                                () -> keys.generate(key));
        return keys.append(Place.of(call), key, secret, call.now());
    }
}
