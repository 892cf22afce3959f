package io.sealwright.server.auth.cert;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPReq;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.UnknownStatus;
import org.bouncycastle.cert.ocsp.jcajce.JcaBasicOCSPRespBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Replies of OCSP responders as a test wants them: also such as nobody should send.
 *
 * @param until null for one that names no end
 */
record Replies(
        Made signer,
        @Nullable CertificateStatus status,
        Instant since,
        @Nullable Instant until,
        String algorithm,
        boolean critical,
        List<Made> sent) {
    static Replies good(Made signer, Made... sent) {
        return new Replies(
                signer,
                CertificateStatus.GOOD,
                Made.NOW,
                Made.NOW.plus(Duration.ofMinutes(30)),
                "SHA256withECDSA",
                false,
                List.of(sent));
    }

    Replies revoked() {
        return with(new RevokedStatus(Date.from(since), 1));
    }

    Replies unknown() {
        return with(new UnknownStatus());
    }

    private Replies with(CertificateStatus other) {
        return new Replies(signer, other, since, until, algorithm, critical, sent);
    }

    Replies times(Instant start, @Nullable Instant end) {
        return new Replies(signer, status, start, end, algorithm, critical, sent);
    }

    Replies signedWith(String name) {
        return new Replies(signer, status, since, until, name, critical, sent);
    }

    Replies withCriticalExtension() {
        return new Replies(signer, status, since, until, algorithm, true, sent);
    }

    /** A refusal, which nobody signs. */
    static byte[] refusal(int status) {
        try {
            return new OCSPRespBuilder().build(status, null).getEncoded();
        } catch (OCSPException | IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The reply to a request as it came. */
    byte[] to(byte[] request) {
        try {
            return about(new OCSPReq(request).getRequestList()[0].getCertID());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    byte[] about(CertificateID id) {
        try {
            BasicOCSPRespBuilder builder =
                    new JcaBasicOCSPRespBuilder(signer.certificate().getSubjectX500Principal());
            builder.addResponse(
                    id, status, Date.from(since), until == null ? null : Date.from(until));
            if (critical) {
                builder.setResponseExtensions(
                        new Extensions(
                                new Extension(
                                        new ASN1ObjectIdentifier("1.3.6.1.4.1.99999.9"),
                                        true,
                                        DERNull.INSTANCE.getEncoded())));
            }
            OCSPResp reply =
                    new OCSPRespBuilder()
                            .build(
                                    OCSPRespBuilder.SUCCESSFUL,
                                    builder.build(
                                            new JcaContentSignerBuilder(algorithm)
                                                    .build(signer.keys().getPrivate()),
                                            sent.stream()
                                                    .map(Replies::holder)
                                                    .toArray(X509CertificateHolder[]::new),
                                            Date.from(since)));
            return reply.getEncoded();
        } catch (OCSPException | OperatorCreationException | IOException e) {
            throw new AssertionError(e);
        }
    }

    private static X509CertificateHolder holder(Made one) {
        try {
            return new JcaX509CertificateHolder(one.certificate());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
