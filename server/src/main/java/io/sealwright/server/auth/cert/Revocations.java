package io.sealwright.server.auth.cert;

import java.security.cert.X509Certificate;
import java.util.List;

/**
 * All lists of revoked certificates of a mount, as with Vault by the serial number alone: of two
 * authorities that use the same number, both certificates are refused.
 */
final class Revocations {
    /** The most lists of one mount. */
    static final int MAX_LISTS = 64;

    private final List<Crl> lists;

    Revocations(List<Crl> lists) {
        this.lists = List.copyOf(lists);
    }

    boolean contain(X509Certificate certificate) {
        String serial = certificate.getSerialNumber().toString();
        return lists.stream().anyMatch(list -> list.serials().contains(serial));
    }
}
