package io.sealwright.server.auth.cert;

import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A role with its certificates as they are used.
 *
 * @param certificates at least one
 */
record TrustedRole(Role role, List<X509Certificate> certificates) {
    TrustedRole {
        certificates = List.copyOf(certificates);
    }

    static TrustedRole of(Role role) {
        return new TrustedRole(role, Pem.certificates(role.certificate()));
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
