package io.sealwright.storage;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Every key prefix of the store, in one place. A key is {@code namespace (4) | family (1) | space
 * (8) | rest}.
 *
 * <p>The root namespace has id 0. Family bytes are stored: only append.
 */
public final class Keys {
    public static final int ROOT_NAMESPACE = 0;

    /**
     * Records that are sealed before they reach the barrier (seal record, keyring) or public
     * (members): not sealed again.
     */
    public static final byte SYSTEM = 0x01;

    /** A listed record; rest = name hash (16). */
    public static final byte RECORD = 0x10;

    /** Count of names in a folder, raised and lowered by Add; rest = folder hash (16). */
    public static final byte FOLDER_COUNT = 0x11;

    /** A folder's sealed page directory; rest = folder hash (16). */
    public static final byte FOLDER_ROOT = 0x12;

    /** One sealed page of sorted names; rest = folder hash (16) | page id (8). */
    public static final byte FOLDER_PAGE = 0x13;

    /**
     * A name added or removed since the pages were written; rest = folder hash (16) | name hash
     * (16).
     */
    public static final byte FOLDER_DELTA = 0x14;

    /** A record found by a binary id, not listed by name; rest = id as its owner makes it. */
    public static final byte ITEM = 0x20;

    /** A plain 64-bit counter, changed by Add; rest = id. */
    public static final byte COUNTER = 0x21;

    /** An entry of a space's log, sealed without its number; rest = number (8), from 1. */
    public static final byte LOG = 0x22;

    /** The number of the log's last entry, plain; no rest. */
    public static final byte LOG_LAST = 0x23;

    /**
     * The due index: rest = epoch millis (8) | kind (1) | id. Its times are plain, its values
     * sealed.
     */
    public static final byte DUE = 0x30;

    // Spaces of the core. Numbers are stored: only append.
    public static final SpaceId SYSTEM_SPACE = SpaceId.fixed(ControlClass.KEYRING, 1);
    public static final SpaceId MOUNTS = SpaceId.fixed(ControlClass.MOUNTS, 2);
    public static final SpaceId POLICIES = SpaceId.fixed(ControlClass.POLICIES, 3);
    public static final SpaceId TOKENS = SpaceId.fixed(ControlClass.NONE, 4);
    public static final SpaceId TOKEN_ACCESSORS = SpaceId.fixed(ControlClass.NONE, 5);
    public static final SpaceId TOKEN_CHILDREN = SpaceId.fixed(ControlClass.NONE, 6);
    public static final SpaceId TOKEN_ROLES = SpaceId.fixed(ControlClass.TOKEN_ROLES, 7);
    public static final SpaceId LEASES = SpaceId.fixed(ControlClass.NONE, 8);
    public static final SpaceId CUBBYHOLE = SpaceId.fixed(ControlClass.NONE, 9);
    public static final SpaceId SETTINGS = SpaceId.fixed(ControlClass.SETTINGS, 10);
    public static final SpaceId DUE_INDEX = SpaceId.fixed(ControlClass.NONE, 11);
    public static final SpaceId AUDIT_HEADS = SpaceId.fixed(ControlClass.NONE, 12);
    public static final SpaceId REKEY = SpaceId.fixed(ControlClass.NONE, 13);
    public static final SpaceId TURNS = SpaceId.fixed(ControlClass.NONE, 14);
    public static final SpaceId ENCRYPTIONS = SpaceId.fixed(ControlClass.NONE, 15);
    public static final SpaceId SNAPSHOT_SCHEDULES = SpaceId.fixed(ControlClass.NONE, 16);
    public static final SpaceId IDENTITY = SpaceId.fixed(ControlClass.IDENTITY, 17);
    public static final SpaceId NAMESPACES = SpaceId.fixed(ControlClass.NAMESPACES, 18);
    public static final SpaceId IDENTITY_TOKENS = SpaceId.fixed(ControlClass.NONE, 19);

    public static final SpaceId PASSWORD_POLICIES = SpaceId.fixed(ControlClass.NONE, 24);
    public static final SpaceId QUOTAS = SpaceId.fixed(ControlClass.QUOTAS, 25);

    public static final SpaceId ROTATORS = SpaceId.fixed(ControlClass.NONE, 28);
    public static final SpaceId MFA = SpaceId.fixed(ControlClass.MFA, 32);
    public static final SpaceId FACTOR_SECRETS = SpaceId.fixed(ControlClass.NONE, 33);
    public static final SpaceId PENDING_LOGINS = SpaceId.fixed(ControlClass.NONE, 34);
    public static final SpaceId USAGE = SpaceId.fixed(ControlClass.NONE, 40);
    public static final SpaceId LEASE_COUNTS = SpaceId.fixed(ControlClass.NONE, 41);
    public static final SpaceId ACCESS_KEYS = SpaceId.fixed(ControlClass.NONE, 42);

    public static final SpaceId EVENTS = SpaceId.fixed(ControlClass.NONE, 44);
    public static final SpaceId EVENT_WEBHOOKS = SpaceId.fixed(ControlClass.NONE, 45);
    public static final SpaceId GCP_KEYS = SpaceId.fixed(ControlClass.NONE, 46);

    /** The keyring, sealed under the root key. */
    public static final Key KEYRING = system("keyring");

    private static final int HEAD = 4 + 1 + 8;

    private Keys() {}

    public static Key of(int namespace, byte family, SpaceId space, byte[]... rest) {
        int length = HEAD;
        for (byte[] part : rest) {
            length += part.length;
        }
        ByteBuffer key =
                ByteBuffer.allocate(length).putInt(namespace).put(family).putLong(space.value());
        for (byte[] part : rest) {
            key.put(part);
        }
        return new Key(key.array());
    }

    /** A cluster-wide record outside the barrier, by a fixed ASCII name. */
    public static Key system(String name) {
        return of(
                ROOT_NAMESPACE,
                SYSTEM,
                SYSTEM_SPACE,
                name.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }

    /** What a space's log is appended to by, and the prefix of all its entries. */
    public static Key log(int namespace, SpaceId space) {
        return of(namespace, LOG, space);
    }

    public static boolean isLog(Key key) {
        return key.bytes().length == HEAD && family(key) == LOG;
    }

    /** Where the number of the last entry of {@code log} is kept. */
    public static Key lastNumber(Key log) {
        byte[] key = log.bytes().clone();
        key[4] = LOG_LAST;
        return new Key(key);
    }

    public static Key logEntry(Key log, long number) {
        return new Key(
                ByteBuffer.allocate(HEAD + Long.BYTES).put(log.bytes()).putLong(number).array());
    }

    /** The number of the log's entry at {@code key}. */
    public static long logNumber(Key key) {
        return ByteBuffer.wrap(key.bytes()).getLong(HEAD);
    }

    /** What the value at {@code key} is bound to: the key, of a log's entry the log. */
    public static byte[] sealedTo(Key key) {
        return family(key) == LOG ? Arrays.copyOf(key.bytes(), HEAD) : key.bytes();
    }

    public static int namespace(Key key) {
        return ByteBuffer.wrap(key.bytes()).getInt();
    }

    public static byte family(Key key) {
        return key.bytes()[4];
    }

    public static SpaceId space(Key key) {
        return new SpaceId(ByteBuffer.wrap(key.bytes()).getLong(5));
    }
}
