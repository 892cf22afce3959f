package io.sealwright.server.auth.cert;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.CRLException;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CRLConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/** A certificate with its key, as a test wants it: also such as nobody should make. */
record Made(X509Certificate certificate, KeyPair keys) {
    static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    static Wanted client(String subject) {
        return new Wanted(new X500Name(subject));
    }

    /** With attributes as they are, without any escaping. */
    static Wanted named(X500Name subject) {
        return new Wanted(subject);
    }

    /** An authority with nobody above it. */
    static Made authority(String subject) {
        return client(subject).authority().make();
    }

    static KeyPair pair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    String pem() {
        try {
            return pem("CERTIFICATE", certificate.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static String pem(String what, byte[] der) {
        return "-----BEGIN "
                + what
                + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                + "\n-----END "
                + what
                + "-----\n";
    }

    /** A list of revoked certificates that this one has signed, and that has expired. */
    String crl(Made... revoked) {
        return listPem(NOW.minus(Duration.ofDays(2)), NOW.minus(Duration.ofDays(1)), revoked);
    }

    String listPem(Instant since, Instant until, Made... revoked) {
        return pem("X509 CRL", list(since, until, revoked));
    }

    /** The same in DER. */
    byte[] list(Instant since, Instant until, Made... revoked) {
        X509v2CRLBuilder builder =
                new X509v2CRLBuilder(
                        X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded()),
                        Date.from(since));
        builder.setNextUpdate(Date.from(until));
        for (Made one : revoked) {
            builder.addCRLEntry(
                    one.certificate.getSerialNumber(),
                    Date.from(NOW.minus(Duration.ofDays(3))),
                    CRLReason.keyCompromise);
        }
        try {
            return new JcaX509CRLConverter()
                    .getCRL(
                            builder.build(
                                    new JcaContentSignerBuilder("SHA256withECDSA")
                                            .build(keys.getPrivate())))
                    .getEncoded();
        } catch (OperatorCreationException | CRLException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public String toString() {
        return "Made[" + certificate.getSubjectX500Principal() + "]";
    }

    /** What is to be made; not thread-safe. */
    static final class Wanted {
        private record Added(ASN1ObjectIdentifier oid, boolean critical, ASN1Encodable value) {}

        private final X500Name subject;
        private final List<Added> added = new ArrayList<>();
        private KeyPair keys = pair();
        private @Nullable Made issuer;
        private BigInteger serial = new BigInteger(64, new SecureRandom());
        private Instant from = NOW.minus(Duration.ofHours(1));
        private Instant until = NOW.plus(Duration.ofDays(1));
        private String algorithm = "SHA256withECDSA";

        private Wanted(X500Name subject) {
            this.subject = subject;
        }

        /** Signed by its own key if never said. */
        Wanted by(Made other) {
            issuer = other;
            return this;
        }

        Wanted keys(KeyPair other) {
            keys = other;
            return this;
        }

        Wanted serial(long number) {
            serial = BigInteger.valueOf(number);
            return this;
        }

        Wanted valid(Instant start, Instant end) {
            from = start;
            until = end;
            return this;
        }

        Wanted algorithm(String name) {
            algorithm = name;
            return this;
        }

        Wanted authority() {
            return extension(Extension.basicConstraints, true, new BasicConstraints(true));
        }

        Wanted authority(int length) {
            return extension(Extension.basicConstraints, true, new BasicConstraints(length));
        }

        Wanted usage(KeyPurposeId purpose) {
            return extension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
        }

        Wanted names(GeneralName... names) {
            return extension(Extension.subjectAlternativeName, false, new GeneralNames(names));
        }

        Wanted dns(String name) {
            return names(new GeneralName(GeneralName.dNSName, name));
        }

        Wanted extension(String oid, ASN1Encodable value) {
            return extension(new ASN1ObjectIdentifier(oid), false, value);
        }

        Wanted extension(ASN1ObjectIdentifier oid, boolean critical, ASN1Encodable value) {
            added.add(new Added(oid, critical, value));
            return this;
        }

        Made make() {
            KeyPair signer = issuer == null ? keys : issuer.keys();
            X500Name by =
                    issuer == null
                            ? subject
                            : X500Name.getInstance(
                                    issuer.certificate().getSubjectX500Principal().getEncoded());
            X509v3CertificateBuilder builder =
                    new JcaX509v3CertificateBuilder(
                            by,
                            serial,
                            Date.from(from),
                            Date.from(until),
                            subject,
                            keys.getPublic());
            try {
                for (Added one : added) {
                    addTo(builder, one);
                }
                return new Made(
                        new JcaX509CertificateConverter()
                                .getCertificate(
                                        builder.build(
                                                new JcaContentSignerBuilder(algorithm)
                                                        .build(signer.getPrivate()))),
                        keys);
            } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
                throw new AssertionError(e);
            }
        }

        private static void addTo(X509v3CertificateBuilder builder, Added one)
                throws CertIOException {
            builder.addExtension(one.oid(), one.critical(), one.value());
        }
    }
}
