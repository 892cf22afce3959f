package io.sealwright.server.expiry;

import io.sealwright.server.spi.RequestFailure;
import io.sealwright.storage.barrier.DueEntry;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Base64;

/**
 * Where a page ends, as a text that only this server reads. It names nothing that the caller may
 * not know: ids in the index are random or keyed hashes.
 */
final class PageMark {
    private static final int HEAD = Long.BYTES + 1 + Integer.BYTES;
    private static final int MAX_ID = 64;
    private static final byte[] NO_VALUE = {};

    private PageMark() {}

    static String of(DueEntry entry) {
        byte[] mark =
                ByteBuffer.allocate(HEAD + entry.id().length)
                        .putLong(entry.at().toEpochMilli())
                        .put(entry.kind())
                        .putInt(entry.namespace())
                        .put(entry.id())
                        .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(mark);
    }

    /**
     * @throws RequestFailure if it is none
     */
    static DueEntry parse(String mark) {
        byte[] bytes = decode(mark);
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        long at = bytes.length < HEAD ? -1 : rest.getLong();
        if (at < 0 || bytes.length > HEAD + MAX_ID) {
            throw wrong();
        }
        byte kind = rest.get();
        int namespace = rest.getInt();
        byte[] id = new byte[rest.remaining()];
        rest.get(id);
        return new DueEntry(Instant.ofEpochMilli(at), kind, namespace, id, NO_VALUE);
    }

    private static byte[] decode(String mark) {
        try {
            return Base64.getUrlDecoder().decode(mark);
        } catch (IllegalArgumentException _) {
            throw wrong();
        }
    }

    private static RequestFailure wrong() {
        return RequestFailure.invalid(
                "after is not the \"next\" of a page; leave it out to begin with the first");
    }
}
