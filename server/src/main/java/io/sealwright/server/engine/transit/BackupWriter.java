package io.sealwright.server.engine.transit;

import io.sealwright.crypto.transit.AeadKey;
import io.sealwright.crypto.transit.EcKey;
import io.sealwright.crypto.transit.Ed25519Key;
import io.sealwright.crypto.transit.KeyExport;
import io.sealwright.crypto.transit.KeyType;
import io.sealwright.crypto.transit.MacKey;
import io.sealwright.crypto.transit.MlDsaKey;
import io.sealwright.crypto.transit.RsaKey;
import io.sealwright.crypto.transit.VersionKey;
import java.math.BigInteger;
import java.security.interfaces.RSAPrivateCrtKey;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A key with all its versions in the form of OpenBao's backups, before base64. */
final class BackupWriter {
    private static final byte[] NONE = {};

    private final BackupText text = new BackupText();

    private BackupWriter() {}

    /**
     * The JSON, which the caller wipes.
     *
     * @param versions all that are available, by number
     */
    static byte[] write(NamedKey key, TreeMap<Integer, KeyVersion> versions) {
        BackupWriter writer = new BackupWriter();
        writer.text.open('{').name("policy");
        writer.policy(key, versions);
        writer.text.name("archived_keys").open('{').name("keys").open('[');
        for (int number = key.versions().minAvailable();
                number <= key.versions().latest();
                number++) {
            writer.text.element();
            writer.entry(key.type(), versions.get(number));
        }
        writer.text.close(']').close('}').close('}');
        return writer.text.take();
    }

    private void policy(NamedKey key, TreeMap<Integer, KeyVersion> versions) {
        NamedKey.Nature nature = key.nature();
        NamedKey.Versions numbers = key.versions();
        text.open('{').name("name").string(key.name());
        if (nature.keySize() != 0) {
            text.name("key_size").number(nature.keySize());
        }
        text.name("keys").open('{');
        versions.tailMap(numbers.minDecryption())
                .forEach((number, version) -> {
                    text.name(Integer.toString(number));
                    entry(key.type(), version);
                });
        text.close('}');
        text.name("derived").bool(nature.derived());
        text.name("kdf").number(nature.kdf());
        text.name("convergent_encryption").bool(nature.convergent());
        text.name("convergent_version").number(nature.convergentVersion());
        text.name("type").number(key.type().ordinal());
        text.name("latest_version").number(numbers.latest());
        text.name("min_decryption_version").number(numbers.minDecryption());
        text.name("min_encryption_version").number(numbers.minEncryption());
        text.name("min_available_version").number(numbers.minAvailable());
        text.name("archive_version").number(numbers.latest());
        text.name("archive_min_version").number(numbers.minAvailable());
        settings(key);
        text.close('}');
    }

    private void settings(NamedKey key) {
        NamedKey.Permissions permissions = key.permissions();
        NamedKey.Journal journal = key.journal();
        text.name("exportable").bool(permissions.exportable());
        text.name("allow_plaintext_backup").bool(permissions.allowPlaintextBackup());
        text.name("deletion_allowed").bool(permissions.deletionAllowed());
        text.name("soft_deleted").bool(permissions.softDeleted());
        text.name("auto_rotate_period")
                .number(Duration.ofSeconds(key.rotation().period()).toNanos());
        text.name("Imported").bool(key.rotation().imported());
        text.name("AllowImportedKeyRotation").bool(key.rotation().allowed());
        text.name("version_template").string("").name("storage_prefix").string("");
        info("backup_info", journal.backup(), journal.backupVersion());
        info("restore_info", journal.restore(), journal.restoreVersion());
    }

    private void info(String name, String time, int version) {
        text.name(name);
        if (time.isEmpty()) {
            text.none();
        } else {
            text.open('{').name("time").string(time).name("version").number(version).close('}');
        }
    }

    /** Of a version that is not there, such as number 0, an entry without a key. */
    private void entry(KeyType type, @Nullable KeyVersion version) {
        text.open('{');
        text.name("external_key_ref").string("");
        if (version == null) {
            text.name("time").string("0001-01-01T00:00:00Z");
            text.name("key").none().name("hmac_key").none().name("public_key").string("");
            text.close('}');
            return;
        }
        text.name("time").string(version.created().toString());
        text.name("creation_time").number(version.created().getEpochSecond());
        text.name("convergent_version").number(version.convergentVersion());
        text.name("hmac_key").bytes(version.mac().privatePart());
        text.name("key").bytes(key(version.key()));
        text.name("public_key").string(publicKey(type, version.key()));
        certificates(version.certificates());
        numbers(version.key());
        text.close('}');
    }

    private static byte[] key(VersionKey key) {
        return switch (key) {
            case AeadKey aead -> aead.privatePart();
            case MacKey mac -> mac.privatePart();
            case MlDsaKey mldsa -> mldsa.privatePart();
            case Ed25519Key ed25519 -> ed25519.seedAndPublic();
            case EcKey _ -> NONE;
            case RsaKey _ -> NONE;
        };
    }

    private static String publicKey(KeyType type, VersionKey key) {
        return !type.signs() || type.rsa()
                ? ""
                : KeyView.text(KeyExport.shown(type, key.publicPart()));
    }

    private void certificates(List<byte[]> chain) {
        text.name("certificate_chain");
        if (chain.isEmpty()) {
            text.none();
            return;
        }
        text.open('[');
        chain.forEach(certificate -> text.element().bytes(certificate.clone()));
        text.close(']');
    }

    private void numbers(VersionKey key) {
        if (key instanceof EcKey ec) {
            text.name("ec_x").number(ec.point().getAffineX());
            text.name("ec_y").number(ec.point().getAffineY());
            byte[] scalar = ec.privatePart();
            if (scalar.length > 0) {
                text.name("ec_d").number(new BigInteger(1, scalar));
            }
        } else if (key instanceof RsaKey rsa) {
            RSAPrivateCrtKey secret = rsa.privateNumbers();
            if (secret == null) {
                text.name("rsa_public_key").open('{');
                text.name("N").number(rsa.publicNumbers().getModulus());
                text.name("E").number(rsa.publicNumbers().getPublicExponent()).close('}');
            } else {
                secret(secret);
            }
        }
    }

    private void secret(RSAPrivateCrtKey key) {
        text.name("rsa_key").open('{');
        text.name("N").number(key.getModulus());
        text.name("E").number(key.getPublicExponent());
        text.name("D").number(key.getPrivateExponent());
        text.name("Primes").open('[');
        text.element().number(key.getPrimeP()).element().number(key.getPrimeQ()).close(']');
        text.name("Precomputed").open('{');
        text.name("Dp").number(key.getPrimeExponentP());
        text.name("Dq").number(key.getPrimeExponentQ());
        text.name("Qinv").number(key.getCrtCoefficient());
        text.name("CRTValues").open('[').close(']').close('}').close('}');
    }
}
