package io.sealwright.server.engine.transit;

import io.sealwright.crypto.transit.Kdf;
import io.sealwright.crypto.transit.KeyType;

/**
 * The stored record of a key, without any secret.
 *
 * @param uid hex of 16 random bytes: its versions lie under it, so that a key that is made again
 *     under the same name has none of the old ones
 */
record NamedKey(
        String name,
        String uid,
        Nature nature,
        Versions versions,
        Permissions permissions,
        Rotation rotation,
        Journal journal) {

    /**
     * What it is from its first day on.
     *
     * @param type its label
     * @param keySize bytes of a key of HMAC, else 0
     * @param kdf number of the derivation, as in backups
     * @param convergentVersion -1: each version has its own; 0 where it is not convergent
     */
    record Nature(
            String type,
            int keySize,
            boolean derived,
            int kdf,
            boolean convergent,
            int convergentVersion) {
        static Nature of(KeyType type, int keySize, boolean derived, boolean convergent) {
            return new Nature(
                    type.label(),
                    keySize,
                    derived,
                    derived ? Kdf.HKDF_SHA256.ordinal() : 0,
                    convergent,
                    convergent ? -1 : 0);
        }
    }

    /**
     * Numbers of versions.
     *
     * @param minEncryption 0: any that decrypts
     * @param minAvailable all before it are gone; 0: none
     */
    record Versions(int latest, int minDecryption, int minEncryption, int minAvailable) {
        static final Versions NONE = new Versions(0, 1, 0, 0);

        Versions withLatest(int number) {
            return new Versions(number, minDecryption, minEncryption, minAvailable);
        }

        Versions withMinimums(int decryption, int encryption) {
            return new Versions(latest, decryption, encryption, minAvailable);
        }

        Versions withMinAvailable(int number) {
            return new Versions(latest, minDecryption, minEncryption, number);
        }

        boolean has(int number) {
            return number >= minDecryption && number <= latest;
        }
    }

    /** What may be done with it. */
    record Permissions(
            boolean exportable,
            boolean allowPlaintextBackup,
            boolean deletionAllowed,
            boolean softDeleted) {
        Permissions withSoftDeleted(boolean deleted) {
            return new Permissions(exportable, allowPlaintextBackup, deletionAllowed, deleted);
        }
    }

    /**
     * How it gets new versions.
     *
     * @param period seconds after which it rotates by itself; 0: never
     * @param at milliseconds since 1970 of its entry in the due index; 0: there is none
     * @param imported whether the last version came from elsewhere
     * @param allowed whether an imported key may be rotated
     */
    record Rotation(long period, long at, boolean imported, boolean allowed) {
        Rotation withAt(long time) {
            return new Rotation(period, time, imported, allowed);
        }

        Rotation withPeriod(long seconds) {
            return new Rotation(seconds, at, imported, allowed);
        }

        Rotation withImported(boolean now) {
            return new Rotation(period, at, now, allowed);
        }
    }

    /**
     * When it was backed up and restored last.
     *
     * @param backup time in RFC 3339, empty for never
     */
    record Journal(String backup, int backupVersion, String restore, int restoreVersion) {
        static final Journal EMPTY = new Journal("", 0, "", 0);
    }

    KeyType type() {
        KeyType type = KeyType.of(nature.type());
        if (type == null) {
            throw new IllegalStateException("a stored key of an unknown type");
        }
        return type;
    }

    Kdf kdf() {
        return nature.kdf() == Kdf.HKDF_SHA256.ordinal()
                ? Kdf.HKDF_SHA256
                : Kdf.HMAC_SHA256_COUNTER;
    }

    NamedKey with(Versions next) {
        return new NamedKey(name, uid, nature, next, permissions, rotation, journal);
    }

    NamedKey with(Permissions next) {
        return new NamedKey(name, uid, nature, versions, next, rotation, journal);
    }

    NamedKey with(Rotation next) {
        return new NamedKey(name, uid, nature, versions, permissions, next, journal);
    }

    NamedKey with(Journal next) {
        return new NamedKey(name, uid, nature, versions, permissions, rotation, next);
    }

    @Override
    public String toString() {
        return "NamedKey[" + name + "]";
    }
}
