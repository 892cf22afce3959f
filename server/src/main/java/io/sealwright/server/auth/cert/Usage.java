package io.sealwright.server.auth.cert;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/** What a certificate may be used for. */
final class Usage {
    private static final String CLIENT = "1.3.6.1.5.5.7.3.2";
    private static final String ANY = "2.5.29.37.0";

    /** The bit keyCertSign of RFC 5280. */
    private static final int SIGNS_CERTIFICATES = 5;

    /** The bit cRLSign. */
    private static final int SIGNS_LISTS = 6;

    private Usage() {}

    /** Whether it says of itself that it is an authority's. */
    static boolean isAuthority(X509Certificate certificate) {
        return certificate.getBasicConstraints() >= 0;
    }

    /** Whether others may be vouched for with it now. */
    static boolean mayVouch(X509Certificate certificate, Instant now) {
        boolean[] usage = certificate.getKeyUsage();
        return isAuthority(certificate)
                && (usage == null || usage[SIGNS_CERTIFICATES])
                && isValid(certificate, now)
                && isForClients(certificate);
    }

    static boolean isValid(X509Certificate certificate, Instant now) {
        return !now.isBefore(certificate.getNotBefore().toInstant())
                && !now.isAfter(certificate.getNotAfter().toInstant());
    }

    /** By its extended key usage, also where it is an authority's that limits its clients'. */
    static boolean isForClients(X509Certificate certificate) {
        try {
            List<String> purposes = certificate.getExtendedKeyUsage();
            return purposes == null || purposes.contains(CLIENT) || purposes.contains(ANY);
        } catch (CertificateParsingException e) {
            return false;
        }
    }

    /** Whether it is signed over a hash for which others can be found with the same value. */
    static boolean isWeaklySigned(X509Certificate certificate) {
        return isWeak(certificate.getSigAlgName());
    }

    /** The same by the name of a signature's algorithm. */
    static boolean isWeak(String algorithm) {
        return algorithm.startsWith("SHA1") || algorithm.startsWith("MD");
    }

    /** Whether lists of revoked certificates may be signed with it. */
    static boolean maySignLists(X509Certificate certificate) {
        boolean[] usage = certificate.getKeyUsage();
        return isAuthority(certificate) && (usage == null || usage[SIGNS_LISTS]);
    }
}
