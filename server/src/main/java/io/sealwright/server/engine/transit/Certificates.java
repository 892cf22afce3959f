package io.sealwright.server.engine.transit;

import io.sealwright.crypto.transit.RefusedException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** Certificate chains of versions: of a key's certificate, and of those who vouch for it. */
final class Certificates {
    /** The most certificates of a chain. */
    static final int MAX_CHAIN = 16;

    /** The longest chain in PEM, in characters. */
    static final int MAX_PEM = 256 << 10;

    private static final String HEAD = "-----BEGIN CERTIFICATE-----";
    private static final String TAIL = "-----END CERTIFICATE-----";

    private Certificates() {}

    /**
     * PEM, one after the other; empty if there are none.
     *
     * @param chain in DER
     */
    static String pem(List<byte[]> chain) {
        Base64.Encoder encoder = Base64.getMimeEncoder(64, new byte[] {'\n'});
        return String.join(
                "\n",
                chain.stream()
                        .map(der -> HEAD + "\n" + encoder.encodeToString(der) + "\n" + TAIL)
                        .toList());
    }

    /**
     * The chain in a text.
     *
     * @throws RefusedException if there is anything else in it, or too much
     */
    static List<X509Certificate> parse(String pem) {
        if (pem.length() > MAX_PEM) {
            throw new RefusedException(
                    "the certificate chain is longer than " + MAX_PEM + " characters");
        }
        List<X509Certificate> chain = new ArrayList<>();
        String rest = pem.strip();
        while (!rest.isEmpty()) {
            int tail = rest.indexOf(TAIL);
            if (!rest.startsWith(HEAD) || tail < 0) {
                throw new RefusedException("could not decode a PEM block in the certificate chain");
            }
            if (chain.size() == MAX_CHAIN) {
                throw new RefusedException(
                        "the certificate chain has more than " + MAX_CHAIN + " certificates");
            }
            chain.add(certificate(rest.substring(0, tail + TAIL.length())));
            rest = rest.substring(tail + TAIL.length()).strip();
        }
        if (chain.isEmpty()) {
            throw new RefusedException(
                    "provided certificate chain did not contain any valid PEM encoded certificate");
        }
        return chain;
    }

    private static X509Certificate certificate(String pem) {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509")
                            .generateCertificate(
                                    new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8)));
        } catch (CertificateException e) {
            throw new RefusedException("could not parse a certificate of the certificate chain");
        }
    }

    /**
     * The chain in DER, if it is one of this key.
     *
     * @param publicKey a SubjectPublicKeyInfo
     * @throws RefusedException if the first certificate is not of the key, or the others are not of
     *     authorities
     */
    static List<byte[]> checked(List<X509Certificate> chain, byte[] publicKey) {
        X509Certificate leaf = chain.getFirst();
        if (authority(leaf)) {
            throw new RefusedException(
                    "certificate in the first element is not a valid leaf certificate");
        }
        if (chain.size() > 1 && !authority(chain.getLast())) {
            throw new RefusedException(
                    "certificate in the last element is not a valid CA certificate");
        }
        if (!chain.subList(1, chain.size()).stream().allMatch(Certificates::authority)) {
            throw new RefusedException(
                    "could not validate if there is only one leaf certificate in the provided chain");
        }
        if (!Arrays.equals(leaf.getPublicKey().getEncoded(), publicKey)) {
            throw new RefusedException(
                    "leaf certificate public key does not match the selected key version");
        }
        return chain.stream().map(Certificates::der).toList();
    }

    private static boolean authority(X509Certificate certificate) {
        return certificate.getBasicConstraints() >= 0;
    }

    private static byte[] der(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateException e) {
            throw new IllegalStateException("a certificate that was parsed has no encoding", e);
        }
    }
}
