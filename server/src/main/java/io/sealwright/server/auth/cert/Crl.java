package io.sealwright.server.auth.cert;

import io.sealwright.server.spi.RecordCodec;
import io.sealwright.storage.barrier.Decoded;
import io.sealwright.storage.barrier.Records;
import java.math.BigInteger;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A stored list of revoked certificates.
 *
 * @param serials decimal
 */
record Crl(Set<String> serials) {
    static final String FOLDER = "crls/";
    private static final RecordCodec<Crl> CODEC = RecordCodec.of(Crl.class);

    Crl {
        serials = Set.copyOf(serials);
    }

    /** Neither its signature nor its times count: it holds until it is replaced or deleted. */
    static Crl of(X509CRL list) {
        Set<? extends X509CRLEntry> entries = list.getRevokedCertificates();
        return new Crl(
                entries == null
                        ? Set.of()
                        : entries.stream()
                                .map(X509CRLEntry::getSerialNumber)
                                .map(BigInteger::toString)
                                .collect(Collectors.toSet()));
    }

    static @Nullable Crl find(Records records, String name) {
        Decoded<Crl> found = records.get(FOLDER + name, CODEC);
        return found == null ? null : found.value();
    }

    void put(Records records, String name) {
        records.put(FOLDER + name, CODEC.encode(this));
    }

    @Override
    public String toString() {
        return "Crl[" + serials.size() + "]";
    }
}
