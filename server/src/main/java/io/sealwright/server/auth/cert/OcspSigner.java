package io.sealwright.server.auth.cert;

import io.sealwright.server.outbound.OutboundException;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.operator.DefaultSignatureNameFinder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;

/**
 * Who may have signed a reply: the issuer of the certificate, those whom the role names, and whom
 * one of these has certified for it.
 */
final class OcspSigner {
    private static final String SIGNS_REPLIES = "1.3.6.1.5.5.7.3.9";

    /** The most certificates of a reply that are looked at. */
    private static final int MAX_SENT = 8;

    private OcspSigner() {}

    /**
     * @throws OutboundException if none of them has signed it
     */
    static void require(BasicOCSPResp reply, OcspQuestion question, Instant now) {
        String algorithm =
                new DefaultSignatureNameFinder().getAlgorithmName(reply.getSignatureAlgorithmID());
        if (!Usage.isWeak(algorithm)) {
            List<X509Certificate> own =
                    Stream.concat(Stream.of(question.issuer()), question.responders().stream())
                            .toList();
            for (X509Certificate signer : own) {
                if (hasSigned(signer.getPublicKey(), reply)) {
                    return;
                }
            }
            for (X509Certificate sent : sent(reply)) {
                if (own.stream().anyMatch(one -> isCertified(sent, one, now))
                        && hasSigned(sent.getPublicKey(), reply)) {
                    return;
                }
            }
        }
        throw new OutboundException(
                "the answer is not signed by the issuer, nor by whom it certified for that");
    }

    private static boolean hasSigned(PublicKey key, BasicOCSPResp reply) {
        try {
            return reply.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key));
        } catch (OperatorCreationException | OCSPException e) {
            // The key is of another kind than the signature.
            return false;
        }
    }

    private static List<X509Certificate> sent(BasicOCSPResp reply) {
        List<X509Certificate> sent = new ArrayList<>();
        for (X509CertificateHolder one : reply.getCerts()) {
            try {
                sent.add(new JcaX509CertificateConverter().getCertificate(one));
            } catch (CertificateException e) {
                // It vouches for nobody.
            }
            if (sent.size() == MAX_SENT) {
                break;
            }
        }
        return sent;
    }

    private static boolean isCertified(
            X509Certificate sent, X509Certificate authority, Instant now) {
        if (!sent.getIssuerX500Principal().equals(authority.getSubjectX500Principal())
                || !Usage.isValid(sent, now)
                || Usage.isWeaklySigned(sent)
                || !isForReplies(sent)) {
            return false;
        }
        try {
            sent.verify(authority.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** Said in so many words: a certificate for any use is not one for this. */
    private static boolean isForReplies(X509Certificate sent) {
        try {
            List<String> purposes = sent.getExtendedKeyUsage();
            return purposes != null && purposes.contains(SIGNS_REPLIES);
        } catch (CertificateParsingException e) {
            return false;
        }
    }
}
