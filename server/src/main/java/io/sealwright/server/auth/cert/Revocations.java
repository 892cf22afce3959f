package io.sealwright.server.auth.cert;

import io.sealwright.storage.barrier.Records;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Stream;

/**
 * All lists of revoked certificates of a mount, as with Vault by the serial number alone: of two
 * authorities that use the same number, both certificates are refused.
 */
final class Revocations {
    /** The most lists of one mount. */
    static final int MAX_LISTS = 64;

    private final List<Crl> lists;

    Revocations(List<Crl> lists) {
        this.lists = lists;
    }

    static Revocations of(Records records) {
        return new Revocations(
                records.list(Crl.FOLDER, "", MAX_LISTS).stream()
                        .map(name -> Crl.find(records, name))
                        .flatMap(list -> list == null ? Stream.empty() : Stream.of(list))
                        .toList());
    }

    boolean contain(X509Certificate certificate) {
        String serial = certificate.getSerialNumber().toString();
        return lists.stream().anyMatch(list -> list.serials().contains(serial));
    }
}
