package io.sealwright.server.auth.cert;

import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraintValidatorException;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.PKIXNameConstraintValidator;
import org.jspecify.annotations.Nullable;

/**
 * The name constraints of a trusted authority, which the JDK does not look at: to it an authority
 * is a name and a key. Those of authorities on the way it checks itself.
 */
final class NameLimits {
    private final @Nullable PKIXNameConstraintValidator validator;
    private final boolean unreadable;

    private NameLimits(@Nullable PKIXNameConstraintValidator validator, boolean unreadable) {
        this.validator = validator;
        this.unreadable = unreadable;
    }

    static NameLimits of(X509Certificate authority) {
        String oid = Extension.nameConstraints.getId();
        if (authority.getExtensionValue(oid) == null) {
            return new NameLimits(null, false);
        }
        ASN1Primitive value = Extensions.value(authority, oid);
        try {
            return value == null
                    ? new NameLimits(null, true)
                    : new NameLimits(validator(NameConstraints.getInstance(value)), false);
        } catch (IllegalArgumentException | IllegalStateException e) {
            return new NameLimits(null, true);
        }
    }

    private static PKIXNameConstraintValidator validator(NameConstraints constraints) {
        PKIXNameConstraintValidator validator = new PKIXNameConstraintValidator();
        GeneralSubtree[] permitted = constraints.getPermittedSubtrees();
        if (permitted != null) {
            validator.intersectPermittedSubtree(permitted);
        }
        GeneralSubtree[] excluded = constraints.getExcludedSubtrees();
        if (excluded != null) {
            for (GeneralSubtree subtree : excluded) {
                validator.addExcludedSubtree(subtree);
            }
        }
        return validator;
    }

    /** Whether all names of a certificate keep within them. */
    boolean allow(X509Certificate certificate) {
        if (unreadable) {
            return false;
        }
        if (validator == null) {
            return true;
        }
        try {
            Certificate parsed = Certificate.getInstance(certificate.getEncoded());
            check(validator, parsed.getSubject());
            GeneralNames names =
                    GeneralNames.fromExtensions(
                            parsed.getTBSCertificate().getExtensions(),
                            Extension.subjectAlternativeName);
            if (names != null) {
                for (GeneralName name : names.getNames()) {
                    validator.checkPermitted(name);
                    validator.checkExcluded(name);
                }
            }
            return true;
        } catch (NameConstraintValidatorException
                | CertificateEncodingException
                | IllegalArgumentException
                | IllegalStateException e) {
            return false;
        }
    }

    private static void check(PKIXNameConstraintValidator validator, X500Name subject)
            throws NameConstraintValidatorException {
        if (subject.size() > 0) {
            validator.checkPermittedDN(subject);
            validator.checkExcludedDN(subject);
        }
    }
}
