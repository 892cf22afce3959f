package io.sealwright.server.auth.cert;

import io.sealwright.server.spi.RecordCodec;
import io.sealwright.storage.barrier.Decoded;
import io.sealwright.storage.barrier.Records;
import java.math.BigInteger;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A list of revoked certificates.
 *
 * @param serials decimal
 * @param origin null for one that was given as it is: neither its signature nor its times count, it
 *     holds until it is replaced or deleted
 */
record Crl(Set<String> serials, @Nullable CrlOrigin origin) {
    static final String FOLDER = "crls/";
    private static final RecordCodec<Crl> CODEC = RecordCodec.of(Crl.class);

    Crl {
        serials = Set.copyOf(serials);
    }

    static Crl of(X509CRL list, @Nullable CrlOrigin origin) {
        Set<? extends X509CRLEntry> entries = list.getRevokedCertificates();
        return new Crl(
                entries == null
                        ? Set.of()
                        : entries.stream()
                                .map(X509CRLEntry::getSerialNumber)
                                .map(BigInteger::toString)
                                .collect(Collectors.toSet()),
                origin);
    }

    static @Nullable Decoded<Crl> find(Records records, String name) {
        return records.get(FOLDER + name, CODEC);
    }

    void put(Records records, String name) {
        records.put(FOLDER + name, CODEC.encode(this));
    }

    CrlOrigin requireOrigin() {
        if (origin == null) {
            throw new IllegalStateException("a list that was not fetched");
        }
        return origin;
    }

    /** Whether a newer one should have come. */
    boolean isOver(Instant now) {
        return origin != null && now.getEpochSecond() > origin.nextUpdate();
    }

    @Override
    public String toString() {
        return "Crl[" + serials.size() + "]";
    }
}
