package io.sealwright.server.auth.cert;

import io.sealwright.server.outbound.Trust;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPReqBuilder;
import org.bouncycastle.cert.ocsp.jcajce.JcaCertificateID;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/**
 * Whether a certificate is revoked, with all that the answer depends on.
 *
 * @param servers whom to ask, in order
 * @param responders whose answers count besides the issuer's
 * @param trust whom servers with TLS have to be certified by
 */
record OcspQuestion(
        X509Certificate certificate,
        X509Certificate issuer,
        List<URI> servers,
        boolean all,
        List<X509Certificate> responders,
        Trust trust) {
    OcspQuestion {
        servers = List.copyOf(servers);
        responders = List.copyOf(responders);
    }

    /** The same for two questions only if they may have the same answer. */
    String key() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update((byte) (all ? 1 : 0));
            digest.update(certificate.getEncoded());
            digest.update(issuer.getEncoded());
            for (URI server : servers) {
                digest.update(server.toString().getBytes(StandardCharsets.UTF_8));
                digest.update((byte) 0);
            }
            for (X509Certificate responder : responders) {
                digest.update(responder.getEncoded());
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a certificate without an encoding", e);
        }
    }

    /**
     * What responders know the certificate by. With SHA-1, which all of them know: it names a key
     * here, and vouches for nothing.
     */
    CertificateID id() {
        try {
            return new JcaCertificateID(
                    new JcaDigestCalculatorProviderBuilder().build().get(CertificateID.HASH_SHA1),
                    issuer,
                    certificate.getSerialNumber());
        } catch (OperatorCreationException | OCSPException | CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that cannot be asked about", e);
        }
    }

    /** Without a nonce, since responders sign answers beforehand; their times bound a replay. */
    byte[] encoded() {
        try {
            return new OCSPReqBuilder().addRequest(id()).build().getEncoded();
        } catch (OCSPException | IOException e) {
            throw new IllegalStateException("a question without an encoding", e);
        }
    }

    @Override
    public String toString() {
        return "OcspQuestion";
    }
}
