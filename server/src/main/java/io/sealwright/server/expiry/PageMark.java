package io.sealwright.server.expiry;

import io.sealwright.server.spi.RequestFailure;
import io.sealwright.storage.barrier.DueEntry;
import java.util.Base64;

/**
 * Where a page ends, as a text that only this server reads. It names nothing that the caller may
 * not know: ids in the index are random or keyed hashes.
 */
final class PageMark {
    private static final byte[] NO_VALUE = {};

    private PageMark() {}

    static String of(DueEntry entry) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(entry.position());
    }

    /**
     * @throws RequestFailure if it is none
     */
    static DueEntry parse(String mark) {
        try {
            return DueEntry.at(Base64.getUrlDecoder().decode(mark), NO_VALUE);
        } catch (IllegalArgumentException _) {
            throw wrong();
        }
    }

    private static RequestFailure wrong() {
        return RequestFailure.invalid(
                "after is not the \"next\" of a page; leave it out to begin with the first");
    }
}
