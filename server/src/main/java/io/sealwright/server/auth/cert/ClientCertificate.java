package io.sealwright.server.auth.cert;

import io.sealwright.server.spi.RequestFailure;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.jspecify.annotations.Nullable;

/**
 * The certificate that a client proved to hold, with its names. That they are true has to be
 * decided by whom it comes from.
 *
 * @param commonName empty if it has none
 */
record ClientCertificate(
        X509Certificate certificate,
        String commonName,
        List<String> units,
        List<String> dnsNames,
        List<String> emails,
        List<String> uris) {
    private static final String ALTERNATIVE_NAMES = "2.5.29.17";
    private static final int EMAIL = 1;
    private static final int DNS = 2;
    private static final int URI = 6;

    ClientCertificate {
        units = List.copyOf(units);
        dnsNames = List.copyOf(dnsNames);
        emails = List.copyOf(emails);
        uris = List.copyOf(uris);
    }

    /**
     * @throws RequestFailure if it cannot be used to log in now, wherever it comes from
     */
    static ClientCertificate usable(X509Certificate certificate, Instant now) {
        if (!Usage.isValid(certificate, now)) {
            throw unusable("it has expired or is not yet valid");
        }
        if (!Usage.isForClients(certificate)) {
            throw unusable("its extended key usage does not allow client authentication");
        }
        if (certificate.hasUnsupportedCriticalExtension()) {
            throw unusable("it has an unknown critical extension");
        }
        X500Name subject = X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
        ClientCertificate client =
                new ClientCertificate(
                        certificate,
                        commonName(subject),
                        values(subject, BCStyle.OU),
                        alternatives(certificate, DNS),
                        alternatives(certificate, EMAIL),
                        alternatives(certificate, URI));
        if (client.allNames().anyMatch(name -> name.codePoints().anyMatch(Names::isUnfit))) {
            throw unusable("one of its names holds control characters");
        }
        return client;
    }

    private static RequestFailure unusable(String why) {
        return RequestFailure.invalid("failed to verify client's certificate: " + why);
    }

    /** Of several, clients and servers would each pick another one. */
    private static String commonName(X500Name subject) {
        List<String> names = values(subject, BCStyle.CN);
        if (names.size() > 1) {
            throw unusable("it has more than one common name");
        }
        return names.isEmpty() ? "" : names.getFirst();
    }

    private static List<String> values(X500Name subject, ASN1ObjectIdentifier type) {
        List<String> values = new ArrayList<>();
        Arrays.stream(subject.getRDNs(type))
                .flatMap(part -> Arrays.stream(part.getTypesAndValues()))
                .filter(part -> part.getType().equals(type))
                .map(AttributeTypeAndValue::getValue)
                .forEach(value -> {
                    if (value.toASN1Primitive() instanceof ASN1String text) {
                        values.add(text.getString());
                    }
                });
        return values;
    }

    /**
     * As the JDK reads them, which also checks authorities' name constraints: two readers might
     * disagree.
     */
    private static List<String> alternatives(X509Certificate certificate, int type) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            if (names != null) {
                return names.stream()
                        .filter(name -> name.getFirst().equals(type))
                        .map(name -> String.valueOf(name.get(1)))
                        .toList();
            }
            Set<String> others = certificate.getNonCriticalExtensionOIDs();
            if (others == null || !others.contains(ALTERNATIVE_NAMES)) {
                return List.of();
            }
        } catch (CertificateParsingException e) {
            // Said below.
        }
        throw unusable("its alternative names cannot be read");
    }

    private Stream<String> allNames() {
        return Stream.of(
                        Stream.of(commonName),
                        units.stream(),
                        dnsNames.stream(),
                        emails.stream(),
                        uris.stream())
                .flatMap(names -> names);
    }

    /** The common name, DNS names and e-mail addresses. */
    Stream<String> anyNames() {
        return Stream.of(Stream.of(commonName), dnsNames.stream(), emails.stream())
                .flatMap(names -> names);
    }

    /**
     * The text that an extension holds; empty if it holds something else, null if there is none.
     */
    @Nullable String extension(String oid) {
        ASN1Primitive value = Extensions.value(certificate, oid);
        if (value == null) {
            return certificate.getExtensionValue(oid) == null ? null : "";
        }
        return value instanceof ASN1String text ? text.getString() : "";
    }

    @Override
    public String toString() {
        return "ClientCertificate";
    }
}
