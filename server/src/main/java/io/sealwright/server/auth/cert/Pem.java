package io.sealwright.server.auth.cert;

import io.sealwright.server.outbound.OutboundException;
import io.sealwright.server.spi.RequestFailure;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Certificates and lists of revoked ones in PEM. */
final class Pem {
    /** Longest PEM of a role's certificates, in characters. */
    static final int MAX_CERTIFICATES_LENGTH = 128 << 10;

    /** The most certificates of one role. */
    static final int MAX_CERTIFICATES = 32;

    /** Longest PEM of a list of revoked certificates, in characters. */
    static final int MAX_CRL_LENGTH = 1 << 20;

    private static final Pattern CERTIFICATE = block("CERTIFICATE");
    private static final Pattern CRL = block("X509 CRL");

    private Pem() {}

    private static Pattern block(String what) {
        return Pattern.compile(
                "-----BEGIN " + what + "-----([A-Za-z0-9+/=\\s]*+)-----END " + what + "-----");
    }

    /**
     * At least one certificate, in order; every block must be one.
     *
     * @throws RequestFailure if there is none, one cannot be parsed, or there are too many
     */
    static List<X509Certificate> certificates(String pem) {
        if (pem.length() > MAX_CERTIFICATES_LENGTH) {
            throw RequestFailure.invalid(
                    "certificate is longer than " + MAX_CERTIFICATES_LENGTH + " characters");
        }
        List<X509Certificate> found = new ArrayList<>();
        Matcher blocks = CERTIFICATE.matcher(pem);
        while (blocks.find()) {
            found.add(certificate(blocks.group(1)));
        }
        if (found.isEmpty()) {
            throw unparsable();
        }
        if (found.size() > MAX_CERTIFICATES) {
            throw RequestFailure.invalid(
                    "certificate holds more than " + MAX_CERTIFICATES + " certificates");
        }
        return List.copyOf(found);
    }

    /**
     * @param base64 of one certificate
     * @throws RequestFailure if it cannot be parsed
     */
    static X509Certificate certificate(String base64) {
        try {
            if (CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(decoded(base64)))
                    instanceof X509Certificate certificate) {
                return certificate;
            }
        } catch (CertificateException | IllegalArgumentException e) {
            // Said below, without the parser's message.
        }
        throw unparsable();
    }

    private static RequestFailure unparsable() {
        return RequestFailure.invalid("failed to parse certificate");
    }

    /**
     * @throws RequestFailure if it is none, or too long
     */
    static X509CRL revocations(String pem) {
        if (pem.length() > MAX_CRL_LENGTH) {
            throw RequestFailure.invalid("crl is longer than " + MAX_CRL_LENGTH + " characters");
        }
        Matcher block = CRL.matcher(pem);
        try {
            if (block.find()
                    && CertificateFactory.getInstance("X.509")
                                    .generateCRL(new ByteArrayInputStream(decoded(block.group(1))))
                            instanceof X509CRL revocations) {
                return revocations;
            }
        } catch (CRLException | CertificateException | IllegalArgumentException e) {
            // Said below, without the parser's message.
        }
        throw RequestFailure.invalid("failed to parse CRL: not a PEM block \"X509 CRL\"");
    }

    /**
     * The same as bytes of others, in PEM or DER.
     *
     * @throws OutboundException if it is none
     */
    static X509CRL fetchedRevocations(byte[] list) {
        Matcher block = CRL.matcher(new String(list, StandardCharsets.ISO_8859_1));
        try {
            byte[] der = block.find() ? decoded(block.group(1)) : list;
            if (CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(der))
                    instanceof X509CRL revocations) {
                return revocations;
            }
        } catch (CRLException | CertificateException | IllegalArgumentException e) {
            // Said below, without the parser's message.
        }
        throw new OutboundException("what was fetched is no list of revoked certificates");
    }

    private static byte[] decoded(String base64) {
        return Base64.getMimeDecoder().decode(base64);
    }
}
