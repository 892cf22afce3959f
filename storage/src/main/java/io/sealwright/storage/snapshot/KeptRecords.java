package io.sealwright.storage.snapshot;

import io.sealwright.storage.Key;
import io.sealwright.storage.Keys;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What belongs to the running cluster and not to a state that is restored: members with their
 * transport certificates, the leader's epoch, and the heads of the audit chains.
 */
final class KeptRecords {
    private static final byte[] FAMILIES = {
        Keys.RECORD,
        Keys.FOLDER_COUNT,
        Keys.FOLDER_ROOT,
        Keys.FOLDER_PAGE,
        Keys.FOLDER_DELTA,
        Keys.ITEM,
        Keys.COUNTER,
        Keys.LOG,
        Keys.LOG_LAST
    };

    private static final Key MEMBERS = Keys.system("cluster/");
    private static final List<Key> PREFIXES = all();

    private KeptRecords() {}

    /**
     * Records that start with one of these stay as they are. The heads of the audit chains are
     * sealed: under another keyring nobody could open them.
     */
    static List<Key> prefixes(boolean sameKeyring) {
        return sameKeyring ? PREFIXES : List.of(MEMBERS);
    }

    private static List<Key> all() {
        List<Key> prefixes = new ArrayList<>();
        prefixes.add(MEMBERS);
        for (byte family : FAMILIES) {
            prefixes.add(Keys.of(Keys.ROOT_NAMESPACE, family, Keys.AUDIT_HEADS));
        }
        return List.copyOf(prefixes);
    }

    static boolean kept(Key key) {
        for (Key prefix : PREFIXES) {
            int length = prefix.bytes().length;
            if (key.bytes().length >= length
                    && Arrays.equals(key.bytes(), 0, length, prefix.bytes(), 0, length)) {
                return true;
            }
        }
        return false;
    }
}
