package io.sealwright.server.auth.cert;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertStore;
import java.security.cert.Certificate;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathChecker;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Looks for chains from the certificate that a client showed to those that roles trust. For one
 * login, whose work it bounds; not thread-safe.
 */
final class ChainSearch {
    /** What is known about a client and one role's certificates. */
    sealed interface Result {}

    /**
     * @param chain from the client's own certificate on; that alone if it is trusted by itself
     */
    record Trusted(List<X509Certificate> chain) implements Result {
        Trusted {
            chain = List.copyOf(chain);
        }
    }

    /** There is a chain, but something of it is revoked. */
    record Revoked() implements Result {}

    /** There is none. */
    record Unknown() implements Result {}

    private static final Revoked REVOKED = new Revoked();
    private static final Unknown UNKNOWN = new Unknown();

    /** The most certificates that are looked at as a part of a chain, over all roles. */
    private static final int MAX_CHECKS = 100;

    /** The most authorities between the client's certificate and a trusted one. */
    private static final int MAX_INTERMEDIATES = 7;

    private final List<X509Certificate> shown;
    private final Instant now;
    private final Revocations revocations;
    private final Map<List<X509Certificate>, Result> known = new HashMap<>();
    private int checks;

    /**
     * @param shown the client's own first
     */
    ChainSearch(List<X509Certificate> shown, Instant now, Revocations revocations) {
        this.shown = shown;
        this.now = now;
        this.revocations = revocations;
    }

    Result find(TrustedRole role) {
        return role.isAuthority() ? find(role.certificates()) : pinned(role.certificates());
    }

    private X509Certificate own() {
        return shown.getFirst();
    }

    /** Byte for byte the same: neither name nor serial number nor issuer make it another's. */
    private Result pinned(List<X509Certificate> certificates) {
        if (!certificates.getFirst().equals(own())) {
            return UNKNOWN;
        }
        return certificates.stream().anyMatch(revocations::contain) ? REVOKED : alone();
    }

    private Trusted alone() {
        return new Trusted(List.of(own()));
    }

    private Result find(List<X509Certificate> trusted) {
        Result before = known.get(trusted);
        if (before == null) {
            before = search(trusted);
            known.put(trusted, before);
        }
        return before;
    }

    private Result search(List<X509Certificate> trusted) {
        if (trusted.contains(own())) {
            return revocations.contain(own()) ? REVOKED : alone();
        }
        Result best = UNKNOWN;
        for (X509Certificate authority : trusted) {
            if (isNamed(authority) && Usage.mayVouch(authority, now)) {
                Result result = search(authority);
                if (result instanceof Trusted) {
                    return result;
                }
                best = result instanceof Revoked ? result : best;
            }
        }
        return best;
    }

    /** Whether one of the shown says that it comes from there: most roles need no more work. */
    private boolean isNamed(X509Certificate authority) {
        return shown.stream()
                .anyMatch(one ->
                        one.getIssuerX500Principal().equals(authority.getSubjectX500Principal()));
    }

    private Result search(X509Certificate authority) {
        Rules rules = new Rules(NameLimits.of(authority));
        List<X509Certificate> chain = chain(authority, rules);
        if (!chain.isEmpty() && !revocations.contain(authority)) {
            return new Trusted(chain);
        }
        return !chain.isEmpty() || rules.met.revoked ? REVOKED : UNKNOWN;
    }

    /** With the authority at its end; empty if there is none. */
    private List<X509Certificate> chain(X509Certificate authority, Rules rules) {
        try {
            X509CertSelector target = new X509CertSelector();
            target.setCertificate(own());
            PKIXBuilderParameters parameters =
                    new PKIXBuilderParameters(Set.of(new TrustAnchor(authority, null)), target);
            parameters.setDate(Date.from(now));
            parameters.setMaxPathLength(
                    Math.min(MAX_INTERMEDIATES, authority.getBasicConstraints()));
            parameters.addCertStore(
                    CertStore.getInstance("Collection", new CollectionCertStoreParameters(shown)));
            // Not by the lists and responders that a stranger's certificate names, but by rules.
            parameters.setRevocationEnabled(false);
            parameters.addCertPathChecker(rules);
            List<X509Certificate> chain = new ArrayList<>();
            for (Certificate one :
                    CertPathBuilder.getInstance("PKIX")
                            .build(parameters)
                            .getCertPath()
                            .getCertificates()) {
                if (one instanceof X509Certificate found) {
                    chain.add(found);
                }
            }
            chain.add(authority);
            return chain;
        } catch (CertPathBuilderException e) {
            return List.of();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a JDK without PKIX", e);
        }
    }

    /** Shared by the copies of rules that the JDK makes. */
    private static final class Met {
        boolean revoked;
    }

    /** What every certificate of a chain has to keep to, besides RFC 5280. */
    private final class Rules extends PKIXCertPathChecker {
        private final NameLimits limits;
        private final Met met = new Met();

        Rules(NameLimits limits) {
            this.limits = limits;
        }

        @Override
        public void init(boolean forward) {}

        @Override
        public boolean isForwardCheckingSupported() {
            return true;
        }

        @Override
        public @Nullable Set<String> getSupportedExtensions() {
            return null;
        }

        /** Comes before the signature is checked, so that the number of those is bounded. */
        @Override
        public void check(Certificate certificate, Collection<String> unresolved)
                throws CertPathValidatorException {
            if (++checks > MAX_CHECKS
                    || !(certificate instanceof X509Certificate one)
                    || Usage.isWeaklySigned(one)
                    || !Usage.isForClients(one)
                    || !limits.allow(one)) {
                throw new CertPathValidatorException();
            }
            if (revocations.contain(one)) {
                met.revoked = true;
                throw new CertPathValidatorException();
            }
        }
    }
}
