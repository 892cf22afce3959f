package io.sealwright.server.engine.transit;

import io.sealwright.crypto.transit.AeadKey;
import io.sealwright.crypto.transit.EcKey;
import io.sealwright.crypto.transit.Kdf;
import io.sealwright.crypto.transit.KeyImport;
import io.sealwright.crypto.transit.KeyType;
import io.sealwright.crypto.transit.MacKey;
import io.sealwright.crypto.transit.RefusedException;
import io.sealwright.crypto.transit.RsaKey;
import io.sealwright.crypto.transit.VersionKey;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads what {@link BackupWriter} or OpenBao wrote, and believes none of it: whatever is wrong with
 * a backup is refused.
 */
final class BackupReader {
    /** The most versions of a key that can be restored. */
    static final int MAX_VERSIONS = 10_000;

    // An RSA key of 4096 bits has numbers of 1234 digits.
    private static final int MAX_DIGITS = 1_300;
    private static final int MAX_DEPTH = 16;
    private static final int MAX_CERTIFICATES = 16;
    private static final JsonMapper MAPPER =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNumberLength(MAX_DIGITS)
                                                    .maxNestingDepth(MAX_DEPTH)
                                                    .build())
                                    .build())
                    .build();

    private final JsonNode policy;
    private final JsonNode archive;
    private final KeyType type;

    /**
     * @param key without a uid
     * @param versions by number
     */
    record Restored(NamedKey key, TreeMap<Integer, KeyVersion> versions) {}

    private BackupReader(JsonNode backup) {
        policy = backup.path("policy");
        archive = backup.path("archived_keys").path("keys");
        type = type(policy.path("type"));
    }

    /**
     * @throws RefusedException if it is no backup
     */
    static Restored read(byte[] json) {
        try {
            JsonNode backup = MAPPER.readTree(json);
            if (!backup.path("policy").isObject()) {
                throw new RefusedException("the backup holds no key");
            }
            return new BackupReader(backup).restored();
        } catch (JacksonException e) {
            // Without the cause: its message quotes the backup.
            throw new RefusedException("the backup is not valid JSON");
        }
    }

    private static KeyType type(JsonNode number) {
        KeyType[] types = KeyType.values();
        if (!number.isIntegralNumber()
                || !number.canConvertToInt()
                || number.intValue() < 0
                || number.intValue() >= types.length) {
            throw new RefusedException("the backup is of a key of an unknown type");
        }
        return types[number.intValue()];
    }

    private Restored restored() {
        NamedKey.Versions numbers = numbers();
        TreeMap<Integer, KeyVersion> versions = new TreeMap<>();
        for (int number = numbers.latest();
                number >= Math.max(1, numbers.minAvailable());
                number--) {
            KeyVersion version = version(number, numbers.minAvailable());
            if (version == null) {
                if (number >= numbers.minDecryption()) {
                    throw new RefusedException("the backup lacks version " + number);
                }
                numbers = numbers.withMinAvailable(number + 1);
                break;
            }
            versions.put(number, version);
        }
        return new Restored(key(numbers), versions);
    }

    private NamedKey.Versions numbers() {
        int latest = number("latest_version");
        int minDecryption = number("min_decryption_version");
        int minEncryption = number("min_encryption_version");
        int minAvailable = number("min_available_version");
        if (minDecryption < 1
                || latest < minDecryption
                || minEncryption != 0 && minEncryption < minDecryption
                || minEncryption > latest
                || minAvailable > minDecryption
                || latest - minAvailable > MAX_VERSIONS) {
            throw new RefusedException(
                    "the numbers of the backup's versions do not fit together, or are more than "
                            + MAX_VERSIONS);
        }
        return new NamedKey.Versions(latest, minDecryption, minEncryption, minAvailable);
    }

    private NamedKey key(NamedKey.Versions numbers) {
        NamedKey.Nature nature = nature();
        long nanos = policy.path("auto_rotate_period").asLong(0);
        return new NamedKey(
                policy.path("name").asString(""),
                "",
                nature,
                numbers,
                new NamedKey.Permissions(
                        flag("exportable"),
                        flag("allow_plaintext_backup"),
                        flag("deletion_allowed"),
                        flag("soft_deleted")),
                new NamedKey.Rotation(
                        Math.max(0, Duration.ofNanos(nanos).toSeconds()),
                        0,
                        flag("Imported"),
                        flag("AllowImportedKeyRotation")),
                journal());
    }

    private NamedKey.Nature nature() {
        boolean derived = flag("derived");
        boolean convergent = flag("convergent_encryption");
        int kdf = number("kdf");
        if (derived && !type.derives()
                || convergent && !(derived && type.aead())
                || kdf >= Kdf.values().length) {
            throw new RefusedException("the backup's key is of a kind that there is none of");
        }
        return new NamedKey.Nature(
                type.label(),
                type == KeyType.HMAC ? number("key_size") : 0,
                derived,
                kdf,
                convergent,
                convergent ? Math.max(-1, policy.path("convergent_version").asInt(1)) : 0);
    }

    private NamedKey.Journal journal() {
        JsonNode info = policy.path("backup_info");
        return info.isObject()
                ? new NamedKey.Journal(
                        time(info.path("time")).toString(), info.path("version").asInt(0), "", 0)
                : NamedKey.Journal.EMPTY;
    }

    private @Nullable KeyVersion version(int number, int minAvailable) {
        JsonNode entry = policy.path("keys").path(Integer.toString(number));
        if (!entry.isObject()) {
            entry = archive.path(number - minAvailable);
        }
        if (!entry.isObject()) {
            return null;
        }
        VersionKey key = secret(entry);
        return new KeyVersion(
                time(entry.path("time")),
                convergentVersion(entry),
                key,
                key instanceof MacKey own ? own : MacKey.of(bytes(entry, "hmac_key")),
                certificates(entry.path("certificate_chain")));
    }

    private static int convergentVersion(JsonNode entry) {
        int version = entry.path("convergent_version").asInt(0);
        return Math.clamp(version, 0, Byte.MAX_VALUE);
    }

    private VersionKey secret(JsonNode entry) {
        return switch (type) {
            case AES128_GCM96, AES256_GCM96, CHACHA20_POLY1305, XCHACHA20_POLY1305 ->
                    AeadKey.of(type, bytes(entry, "key"));
            case HMAC -> MacKey.of(bytes(entry, "key"));
            case ECDSA_P256, ECDSA_P384, ECDSA_P521 -> ec(entry);
            case RSA_2048, RSA_3072, RSA_4096 -> rsa(entry);
            case ED25519, MLDSA_44, MLDSA_65, MLDSA_87 -> seeded(entry);
        };
    }

    private VersionKey ec(JsonNode entry) {
        EcKey open = EcKey.ofPoint(type, big(entry, "ec_x"), big(entry, "ec_y"));
        if (!entry.path("ec_d").isNumber()) {
            return open;
        }
        EcKey key = EcKey.ofScalar(type, big(entry, "ec_d"));
        if (!key.point().equals(open.point())) {
            throw new RefusedException("the backup's public and private keys do not match");
        }
        return key;
    }

    private VersionKey rsa(JsonNode entry) {
        JsonNode secret = entry.path("rsa_key");
        if (!secret.isObject()) {
            JsonNode open = entry.path("rsa_public_key");
            return RsaKey.of(type, big(open, "N"), big(open, "E"));
        }
        JsonNode primes = secret.path("Primes");
        if (primes.size() != 2) {
            throw new RefusedException("the backup holds an RSA key of more than two primes");
        }
        return RsaKey.of(
                type,
                big(secret, "N"),
                big(secret, "E"),
                big(secret, "D"),
                big(primes.path(0)),
                big(primes.path(1)));
    }

    private VersionKey seeded(JsonNode entry) {
        byte[] key = bytes(entry, "key");
        if (key.length == 0) {
            return open(entry);
        }
        int expected = type == KeyType.ED25519 ? 2 * type.length() : type.length();
        if (key.length != expected) {
            throw new RefusedException(
                    "invalid key size " + key.length + " bytes for key type " + type);
        }
        byte[] seed = Arrays.copyOf(key, type.length());
        return VersionKey.load(type, seed, new byte[0]);
    }

    private VersionKey open(JsonNode entry) {
        return VersionKey.load(
                type,
                new byte[0],
                KeyImport.subjectPublicKeyInfo(type, bytes(entry, "public_key")));
    }

    private static List<byte[]> certificates(JsonNode chain) {
        List<byte[]> certificates = new ArrayList<>();
        for (JsonNode certificate : chain) {
            if (certificates.size() == MAX_CERTIFICATES) {
                throw new RefusedException(
                        "the backup holds more than "
                                + MAX_CERTIFICATES
                                + " certificates a version");
            }
            certificates.add(bytes(certificate));
        }
        return List.copyOf(certificates);
    }

    private boolean flag(String name) {
        return policy.path(name).asBoolean(false);
    }

    private int number(String name) {
        JsonNode node = policy.path(name);
        if (node.isMissingNode() || node.isNull()) {
            return 0;
        }
        if (!node.isIntegralNumber() || !node.canConvertToInt() || node.intValue() < 0) {
            throw new RefusedException("the backup's " + name + " is no number of a version");
        }
        return node.intValue();
    }

    private static BigInteger big(JsonNode object, String name) {
        return big(object.path(name));
    }

    private static BigInteger big(JsonNode node) {
        if (!node.isIntegralNumber() || node.bigIntegerValue().signum() < 0) {
            throw new RefusedException("the backup lacks a number of its key");
        }
        return node.bigIntegerValue();
    }

    private static byte[] bytes(JsonNode entry, String name) {
        return bytes(entry.path(name));
    }

    private static byte[] bytes(JsonNode node) {
        try {
            return Base64.getDecoder().decode(node.asString(""));
        } catch (IllegalArgumentException e) {
            throw new RefusedException("the backup holds a key that is not base64");
        }
    }

    private static Instant time(JsonNode node) {
        try {
            return OffsetDateTime.parse(node.asString("")).toInstant();
        } catch (DateTimeException e) {
            throw new RefusedException("the backup holds a time that is none");
        }
    }
}
