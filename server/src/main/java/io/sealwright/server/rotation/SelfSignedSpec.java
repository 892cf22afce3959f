package io.sealwright.server.rotation;

import io.sealwright.server.spi.Durations;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.IPAddress;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A key with a certificate that is to be made and signs itself, for servers and clients.
 *
 * @param names alternative ones: host names, or addresses
 * @param privateField member of the secret for the key (PEM, PKCS #8)
 * @param certificateField member for the certificate (PEM)
 */
record SelfSignedSpec(
        KeyKind kind,
        String commonName,
        List<GeneralName> names,
        Duration ttl,
        String privateField,
        String certificateField) {
    /** Member of the secret that says when the certificate ends, in RFC 3339. */
    static final String EXPIRES_AT = "expires_at";

    private static final Duration USUAL_TTL = Duration.ofDays(90);
    private static final Duration MIN_TTL = Duration.ofMinutes(1);
    private static final Duration MAX_TTL = Duration.ofDays(3_650);
    private static final int MAX_COMMON_NAME = 64;
    private static final int SERIAL_BITS = 159;

    /** A certificate of now is not refused by a machine whose clock is a little behind. */
    private static final Duration EARLIER = Duration.ofMinutes(1);

    private static final Pattern HOST =
            Pattern.compile(
                    "(\\*\\.)?([A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?\\.)*[A-Za-z0-9_]"
                            + "([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?");

    SelfSignedSpec {
        names = List.copyOf(names);
    }

    /**
     * @throws IllegalArgumentException with what is wrong
     */
    static SelfSignedSpec of(ObjectNode json) {
        KeyParameters given = new KeyParameters(json);
        String commonName = given.text("common_name", "");
        List<GeneralName> names = new ArrayList<>();
        given.texts("alt_names").forEach(name -> names.add(host(name)));
        given.texts("ip_sans").forEach(address -> names.add(address(address)));
        SelfSignedSpec spec =
                new SelfSignedSpec(
                        KeyKind.of(given.text("type", KeyKind.ECDSA), given.number("bits")),
                        commonName,
                        names,
                        ttl(given.text("ttl", USUAL_TTL.toHours() + "h")),
                        given.field("private_key"),
                        given.field("certificate"));
        given.requireNoOthers();
        if (commonName.length() > MAX_COMMON_NAME || commonName.isEmpty() && names.isEmpty()) {
            throw new IllegalArgumentException(
                    "common_name (of at most 64 characters) or alt_names or ip_sans must be given");
        }
        KeyParameters.requireDifferent(spec.privateField, spec.certificateField, EXPIRES_AT);
        return spec;
    }

    private static GeneralName host(String name) {
        if (!HOST.matcher(name).matches()) {
            throw new IllegalArgumentException("alt_names holds something that is no host name");
        }
        return new GeneralName(GeneralName.dNSName, name);
    }

    private static GeneralName address(String address) {
        if (!IPAddress.isValid(address)) {
            throw new IllegalArgumentException("ip_sans holds something that is no IP address");
        }
        return new GeneralName(GeneralName.iPAddress, address);
    }

    private static Duration ttl(String text) {
        Duration ttl;
        try {
            ttl = Durations.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("ttl must be a duration such as 2160h");
        }
        if (ttl.compareTo(MIN_TTL) < 0 || ttl.compareTo(MAX_TTL) > 0) {
            throw new IllegalArgumentException("ttl must be 1m to 3650 days");
        }
        return ttl;
    }

    /** The members of the secret that are new. */
    ObjectNode make(SecureRandom random, Instant now) {
        KeyPair pair = kind.generate(random);
        // Certificates know seconds alone.
        Instant end = now.plus(ttl).truncatedTo(ChronoUnit.SECONDS);
        try {
            X509Certificate certificate = certificate(pair, random, now, end);
            return JsonNodeFactory.instance
                    .objectNode()
                    .put(privateField, Pem.of("PRIVATE KEY", pair.getPrivate().getEncoded()))
                    .put(certificateField, Pem.of("CERTIFICATE", certificate.getEncoded()))
                    .put(EXPIRES_AT, end.toString());
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new IllegalStateException("a certificate could not be made", e);
        }
    }

    private X509Certificate certificate(KeyPair pair, SecureRandom random, Instant now, Instant end)
            throws GeneralSecurityException, OperatorCreationException, IOException {
        X500Name name = subject();
        X509v3CertificateBuilder builder =
                new JcaX509v3CertificateBuilder(
                        name,
                        new BigInteger(SERIAL_BITS, random).setBit(0),
                        Date.from(now.minus(EARLIER)),
                        Date.from(end),
                        name,
                        pair.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        builder.addExtension(
                Extension.extendedKeyUsage,
                false,
                new ExtendedKeyUsage(
                        new KeyPurposeId[] {
                            KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth
                        }));
        if (!names.isEmpty()) {
            builder.addExtension(
                    Extension.subjectAlternativeName,
                    // Critical where there is nothing else to know it by (RFC 5280).
                    commonName.isEmpty(),
                    new GeneralNames(names.toArray(GeneralName[]::new)));
        }
        return new JcaX509CertificateConverter()
                .getCertificate(
                        builder.build(
                                new JcaContentSignerBuilder(kind.signature())
                                        .build(pair.getPrivate())));
    }

    private X500Name subject() {
        X500NameBuilder builder = new X500NameBuilder(BCStyle.INSTANCE);
        return commonName.isEmpty()
                ? builder.build()
                : builder.addRDN(BCStyle.CN, commonName).build();
    }
}
