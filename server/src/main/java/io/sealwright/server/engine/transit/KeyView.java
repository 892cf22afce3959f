package io.sealwright.server.engine.transit;

import io.sealwright.crypto.transit.Derivation;
import io.sealwright.crypto.transit.EcKey;
import io.sealwright.crypto.transit.Ed25519Key;
import io.sealwright.crypto.transit.KeyExport;
import io.sealwright.crypto.transit.KeyType;
import io.sealwright.crypto.transit.RefusedException;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A key as its description shows it: what may be known about it, and its public keys. */
final class KeyView {
    private final NamedKeys keys;

    KeyView(NamedKeys keys) {
        this.keys = keys;
    }

    /**
     * @param context empty, or for which derived public keys are shown
     */
    ObjectNode of(Place place, NamedKey key, byte[] context) {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put("allow_plaintext_backup", key.permissions().allowPlaintextBackup());
        data.put("auto_rotate_period", key.rotation().period());
        info(data, "backup_info", key.journal().backup(), key.journal().backupVersion());
        convergence(data, key.nature());
        data.put("deletion_allowed", key.permissions().deletionAllowed());
        data.put("derived", key.nature().derived());
        data.put("exportable", key.permissions().exportable());
        data.put("imported_key", key.rotation().imported());
        if (key.rotation().imported()) {
            data.put("imported_key_allow_rotation", key.rotation().allowed());
        }
        derivation(data, key);
        if (key.nature().keySize() != 0) {
            data.put("key_size", key.nature().keySize());
        }
        if (key.type() != KeyType.HMAC) {
            data.set("keys", versions(place, key, context));
        }
        numbers(data, key.versions());
        data.put("name", key.name());
        info(data, "restore_info", key.journal().restore(), key.journal().restoreVersion());
        data.put("soft_deleted", key.permissions().softDeleted());
        supported(data, key.type());
        return data.put("type", key.type().label());
    }

    private static void info(ObjectNode data, String name, String time, int version) {
        if (!time.isEmpty()) {
            data.putObject(name).put("time", time).put("version", version);
        }
    }

    private static void convergence(ObjectNode data, NamedKey.Nature nature) {
        if (nature.derived()) {
            data.put("convergent_encryption", nature.convergent());
        }
        if (nature.convergent()) {
            data.put("convergent_encryption_version", nature.convergentVersion());
        }
    }

    private static void derivation(ObjectNode data, NamedKey key) {
        if (!key.nature().derived()) {
            return;
        }
        switch (key.kdf()) {
            case HKDF_SHA256 -> data.put("kdf", "hkdf_sha256");
            case HMAC_SHA256_COUNTER ->
                    data.put("kdf", "hmac-sha256-counter").put("kdf_mode", "hmac-sha256-counter");
        }
    }

    private static void numbers(ObjectNode data, NamedKey.Versions versions) {
        data.put("latest_version", versions.latest());
        data.put("min_available_version", versions.minAvailable());
        data.put("min_decryption_version", versions.minDecryption());
        data.put("min_encryption_version", versions.minEncryption());
    }

    private static void supported(ObjectNode data, KeyType type) {
        data.put("supports_decryption", type.encrypts());
        data.put("supports_derivation", type.derives());
        data.put("supports_encryption", type.encrypts());
        data.put("supports_signing", type.signs());
    }

    private ObjectNode versions(Place place, NamedKey key, byte[] context) {
        ObjectNode versions = JsonNodeFactory.instance.objectNode();
        keys.each(
                place,
                key,
                key.versions().minDecryption(),
                (version, number) -> {
                    String name = Integer.toString(number);
                    if (key.type().aead()) {
                        versions.put(name, version.created().getEpochSecond());
                    } else {
                        versions.set(name, asymmetric(key, version, context));
                    }
                });
        return versions;
    }

    private static ObjectNode asymmetric(NamedKey key, StoredVersion version, byte[] context) {
        KeyType type = key.type();
        ObjectNode shown = JsonNodeFactory.instance.objectNode();
        shown.put("certificate_chain", Certificates.pem(version.certificates()));
        shown.put("creation_time", version.created().toString());
        shown.put("name", type.ecdsa() ? EcKey.name(type) : type.label());
        return shown.put("public_key", publicKey(key, version, context));
    }

    private static String publicKey(NamedKey key, StoredVersion version, byte[] context) {
        if (key.type() == KeyType.ED25519 && key.nature().derived()) {
            return context.length == 0 ? "" : derived(key, version, context);
        }
        return text(KeyExport.shown(key.type(), version.publicPart()));
    }

    private static String derived(NamedKey key, StoredVersion version, byte[] context) {
        KeyVersion ready = KeyVersion.of(key.type(), version);
        if (!(ready.key() instanceof Ed25519Key ed25519)) {
            throw new RefusedException("the key cannot be derived");
        }
        Derivation derivation = new Derivation(key.kdf(), context, false);
        return Base64Text.encodeOpen(ed25519.derived(derivation).publicKey());
    }

    static String text(byte[] ascii) {
        return new String(ascii, StandardCharsets.US_ASCII);
    }
}
