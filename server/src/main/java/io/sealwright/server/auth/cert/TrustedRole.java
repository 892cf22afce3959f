package io.sealwright.server.auth.cert;

import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A role with its certificates as they are used.
 *
 * @param certificates at least one
 * @param responders those of whom OCSP's answers count besides the issuer
 */
record TrustedRole(
        Role role, List<X509Certificate> certificates, List<X509Certificate> responders) {
    TrustedRole {
        certificates = List.copyOf(certificates);
        responders = List.copyOf(responders);
    }

    static TrustedRole of(Role role) {
        String responders = role.ocsp().authorities();
        return new TrustedRole(
                role,
                Pem.certificates(role.certificate()),
                responders.isEmpty() ? List.of() : Pem.certificates(responders));
    }

    /** Whether those may log in whom it vouches for; otherwise only its own bearer. */
    boolean isAuthority() {
        return Usage.isAuthority(certificates.getFirst());
    }

    @Override
    public String toString() {
        return "TrustedRole";
    }
}
