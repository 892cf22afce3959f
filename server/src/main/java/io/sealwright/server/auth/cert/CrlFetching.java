package io.sealwright.server.auth.cert;

import io.sealwright.server.outbound.Outbound;
import io.sealwright.server.outbound.OutboundAnswer;
import io.sealwright.server.outbound.OutboundException;
import io.sealwright.server.outbound.OutboundRequest;
import io.sealwright.server.outbound.OutboundUrl;
import io.sealwright.server.outbound.Trust;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Asks servers for lists of revoked certificates. Thread-safe. */
@Component
final class CrlFetching {
    /** Longest list in bytes: as long as one in PEM can be. */
    static final int MAX_LENGTH = Pem.MAX_CRL_LENGTH / 4 * 3;

    private static final String DELTA = "2.5.29.27";

    private final Outbound outbound;

    CrlFetching(Outbound outbound) {
        this.outbound = outbound;
    }

    /**
     * A list, in DER or PEM, whoever has signed it.
     *
     * @throws OutboundException if there is none, or not a whole one
     */
    X509CRL fetch(String url, Duration atMost) {
        URI uri = OutboundUrl.parseForSigned(url);
        OutboundAnswer answer =
                outbound.send(
                        Trust.OF_THIS_MACHINE,
                        new OutboundRequest(
                                "GET",
                                uri,
                                Map.of("Accept", "application/pkix-crl, */*"),
                                new byte[0],
                                MAX_LENGTH),
                        atMost);
        if (answer.status() != 200) {
            throw new OutboundException(
                    "the list's server answered with status " + answer.status());
        }
        X509CRL list = Pem.fetchedRevocations(answer.body());
        Set<String> critical = list.getCriticalExtensionOIDs();
        if (critical != null && critical.contains(DELTA)) {
            throw new OutboundException("it is a list of changes, and not a whole one");
        }
        if (list.getNextUpdate() == null) {
            throw new OutboundException("the list does not say when the next one comes");
        }
        return list;
    }

    /**
     * A list as it is stored.
     *
     * @param authorities of which one should have signed it
     * @throws OutboundException if none has, and it comes without TLS
     */
    static Crl known(String url, X509CRL list, List<X509Certificate> authorities) {
        for (X509Certificate authority : authorities) {
            if (hasSigned(authority, list)) {
                return Crl.of(list, origin(url, list, encoded(authority)));
            }
        }
        if (OutboundUrl.isPlain(OutboundUrl.parseForSigned(url))) {
            throw new OutboundException(
                    "the list comes without TLS, and no authority that a role trusts has signed it: write the role first, or use https");
        }
        return Crl.of(list, origin(url, list, ""));
    }

    private static CrlOrigin origin(String url, X509CRL list, String signer) {
        return new CrlOrigin(
                url,
                signer,
                list.getThisUpdate().toInstant().getEpochSecond(),
                list.getNextUpdate().toInstant().getEpochSecond());
    }

    /**
     * A newer list from the same place, of the same authority.
     *
     * @throws OutboundException if there is none
     */
    Crl again(Crl before, Duration atMost) {
        CrlOrigin origin = before.requireOrigin();
        X509CRL list = fetch(origin.url(), atMost);
        X509Certificate signer = signer(origin);
        if (signer != null && !hasSigned(signer, list)) {
            throw new OutboundException(
                    "the list is signed by another authority than before; write it again if that is right");
        }
        Crl next = Crl.of(list, origin(origin.url(), list, origin.signer()));
        if (next.requireOrigin().thisUpdate() < origin.thisUpdate()) {
            throw new OutboundException("the list is older than the one that is known");
        }
        return next;
    }

    private static boolean hasSigned(X509Certificate authority, X509CRL list) {
        if (!list.getIssuerX500Principal().equals(authority.getSubjectX500Principal())
                || Usage.isWeak(list.getSigAlgName())
                || !Usage.maySignLists(authority)) {
            return false;
        }
        try {
            list.verify(authority.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static String encoded(X509Certificate authority) {
        try {
            return Base64.getEncoder().encodeToString(authority.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate without an encoding", e);
        }
    }

    private static @Nullable X509Certificate signer(CrlOrigin origin) {
        return origin.signer().isEmpty() ? null : Pem.certificate(origin.signer());
    }
}
