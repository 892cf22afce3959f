package io.sealwright.server.engine.transit;

import io.sealwright.crypto.transit.Derivation;
import io.sealwright.crypto.transit.EcKey;
import io.sealwright.crypto.transit.Ed25519Key;
import io.sealwright.crypto.transit.Kdf;
import io.sealwright.crypto.transit.KeyExport;
import io.sealwright.crypto.transit.KeyType;
import io.sealwright.crypto.transit.RefusedException;
import java.nio.charset.StandardCharsets;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A key as its description shows it: what may be known about it, and its public keys. */
@Component
final class KeyView {
    private final NamedKeys keys;

    KeyView(NamedKeys keys) {
        this.keys = keys;
    }

    /**
     * @param context empty, or for which derived public keys are shown
     */
    ObjectNode of(Place place, NamedKey key, byte[] context) {
        KeyType type = key.type();
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put("allow_plaintext_backup", key.permissions().allowPlaintextBackup());
        data.put("auto_rotate_period", key.rotation().period());
        journal(data, key.journal());
        nature(data, key);
        data.put("deletion_allowed", key.permissions().deletionAllowed());
        data.put("derived", key.nature().derived());
        data.put("exportable", key.permissions().exportable());
        data.put("imported_key", key.rotation().imported());
        if (key.rotation().imported()) {
            data.put("imported_key_allow_rotation", key.rotation().allowed());
        }
        if (type != KeyType.HMAC) {
            data.set("keys", versions(place, key, context));
        }
        data.put("latest_version", key.versions().latest());
        data.put("min_available_version", key.versions().minAvailable());
        data.put("min_decryption_version", key.versions().minDecryption());
        data.put("min_encryption_version", key.versions().minEncryption());
        data.put("name", key.name());
        data.put("soft_deleted", key.permissions().softDeleted());
        data.put("supports_decryption", type.encrypts());
        data.put("supports_derivation", type.derives());
        data.put("supports_encryption", type.encrypts());
        data.put("supports_signing", type.signs());
        return data.put("type", type.label());
    }

    private static void journal(ObjectNode data, NamedKey.Journal journal) {
        if (!journal.backup().isEmpty()) {
            data.putObject("backup_info")
                    .put("time", journal.backup())
                    .put("version", journal.backupVersion());
        }
        if (!journal.restore().isEmpty()) {
            data.putObject("restore_info")
                    .put("time", journal.restore())
                    .put("version", journal.restoreVersion());
        }
    }

    private static void nature(ObjectNode data, NamedKey key) {
        NamedKey.Nature nature = key.nature();
        if (nature.keySize() != 0) {
            data.put("key_size", nature.keySize());
        }
        if (!nature.derived()) {
            return;
        }
        data.put("convergent_encryption", nature.convergent());
        if (nature.convergent()) {
            data.put("convergent_encryption_version", nature.convergentVersion());
        }
        boolean counter = key.kdf() == Kdf.HMAC_SHA256_COUNTER;
        data.put("kdf", counter ? "hmac-sha256-counter" : "hkdf_sha256");
        if (counter) {
            data.put("kdf_mode", "hmac-sha256-counter");
        }
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
