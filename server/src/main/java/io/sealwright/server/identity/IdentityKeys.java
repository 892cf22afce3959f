package io.sealwright.server.identity;

import io.sealwright.storage.Keys;
import io.sealwright.storage.barrier.Record;
import io.sealwright.storage.barrier.Records;
import io.sealwright.storage.barrier.Transaction;
import java.nio.ByteBuffer;
import java.text.Normalizer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where identity's records lie. Items are found by kind and id; names are records, whose values are
 * the ids that they lead to. Kinds are stored: only append.
 */
final class IdentityKeys {
    static final byte ENTITY = 1;

    /** An entity's alias: leads to the entity. */
    static final byte ALIAS = 2;

    static final byte GROUP = 3;

    /** A group's alias: leads to the group. */
    static final byte GROUP_ALIAS = 4;

    /** Group and entity: that it is a member. The counter of the group alone says how many are. */
    static final byte MEMBER = 5;

    /** Entity and group: the same from the other side. */
    static final byte MEMBERSHIP = 6;

    /** An entity that was merged: leads to the one that it is now. */
    static final byte MERGED = 7;

    static final String ENTITY_NAMES = "entity/";
    static final String GROUP_NAMES = "group/";
    private static final String ALIAS_NAMES = "alias/";
    private static final String GROUP_ALIAS_NAMES = "group-alias/";

    private IdentityKeys() {}

    static Records records(Transaction transaction, int namespace) {
        return transaction.records(namespace, Keys.IDENTITY);
    }

    static byte[] item(byte kind, byte[]... ids) {
        ByteBuffer item = ByteBuffer.allocate(1 + ids.length * Ids.BYTES).put(kind);
        for (byte[] id : ids) {
            item.put(id);
        }
        return item.array();
    }

    /**
     * @throws IllegalArgumentException if the text is no id; for ids of stored records
     */
    static byte[] known(String id) {
        byte[] bytes = Ids.bytes(id);
        if (bytes == null) {
            throw new IllegalArgumentException("not an id");
        }
        return bytes;
    }

    static String entityName(String name) {
        return ENTITY_NAMES + folded(name);
    }

    static String groupName(String name) {
        return GROUP_NAMES + folded(name);
    }

    static String aliasName(String mountAccessor, String name) {
        return ALIAS_NAMES + mountAccessor + "/" + folded(name);
    }

    static String groupAliasName(String mountAccessor, String name) {
        return GROUP_ALIAS_NAMES + mountAccessor + "/" + folded(name);
    }

    /** The id that a name leads to; a precondition of the commit. */
    static @Nullable String target(Records records, String name) {
        Record found = records.get(name);
        return found == null ? null : Ids.text(found.value(), 0);
    }

    /**
     * Names that only differ in case, in how Unicode composes their letters or in spaces around
     * them are one name: nobody becomes another by writing a name in another way.
     */
    private static String folded(String name) {
        return Normalizer.normalize(name.strip(), Normalizer.Form.NFC)
                .toLowerCase(Locale.ROOT)
                .replace("%", "%25")
                .replace("/", "%2f");
    }
}
