package io.sealwright.server.auth.cert;

import io.sealwright.server.auth.cert.OcspAnswer.Status;
import io.sealwright.server.outbound.OutboundException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.Set;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.SingleResp;
import org.jspecify.annotations.Nullable;

/** Reads what a responder has sent. */
final class OcspReply {
    /** Longest reply in bytes. */
    static final int MAX_LENGTH = 64 << 10;

    /** The most certificates that one reply may be about. */
    private static final int MAX_STATUSES = 64;

    /** How far a responder's clock may be off. */
    static final Duration LEEWAY = Duration.ofMinutes(5);

    private OcspReply() {}

    /**
     * @throws OutboundException if it is none that counts, with the reason
     */
    static OcspAnswer read(byte[] reply, OcspQuestion question, Instant now) {
        try {
            OCSPResp outer = new OCSPResp(reply);
            if (outer.getStatus() != OCSPResp.SUCCESSFUL) {
                throw new OutboundException(
                        "the responder gives no answer: its status is " + outer.getStatus());
            }
            if (!(outer.getResponseObject() instanceof BasicOCSPResp signed)) {
                throw unreadable();
            }
            OcspSigner.require(signed, question, now);
            return answer(found(signed, question.id()), now);
        } catch (OutboundException e) {
            throw e;
        } catch (IOException | OCSPException | RuntimeException | StackOverflowError e) {
            // The parser complains in its own ways about what is no reply.
            throw unreadable();
        }
    }

    private static OutboundException unreadable() {
        return new OutboundException("the answer cannot be read");
    }

    private static SingleResp found(BasicOCSPResp signed, CertificateID id) {
        SingleResp[] statuses = signed.getResponses();
        requireKnown(signed.getCriticalExtensionOIDs());
        if (statuses.length <= MAX_STATUSES) {
            for (SingleResp status : statuses) {
                if (isSame(status.getCertID(), id)) {
                    requireKnown(status.getCriticalExtensionOIDs());
                    return status;
                }
            }
        }
        throw new OutboundException("the answer is about another certificate");
    }

    /** Some leave out what has no value in the name of the hash. */
    private static boolean isSame(CertificateID found, CertificateID wanted) {
        return found.getHashAlgOID().equals(wanted.getHashAlgOID())
                && found.getSerialNumber().equals(wanted.getSerialNumber())
                && Arrays.equals(found.getIssuerNameHash(), wanted.getIssuerNameHash())
                && Arrays.equals(found.getIssuerKeyHash(), wanted.getIssuerKeyHash());
    }

    private static void requireKnown(@Nullable Set<?> critical) {
        if (critical != null && !critical.isEmpty()) {
            throw new OutboundException("the answer has an unknown critical extension");
        }
    }

    private static OcspAnswer answer(SingleResp about, Instant now) {
        Instant since = about.getThisUpdate().toInstant();
        Date next = about.getNextUpdate();
        Instant until = next == null ? since : next.toInstant();
        if (since.isAfter(now.plus(LEEWAY))) {
            throw new OutboundException("the answer is not yet valid");
        }
        // An answer that names no end is of the moment.
        if (until.isBefore(now.minus(LEEWAY))) {
            throw new OutboundException("the answer has expired");
        }
        Status status = status(about.getCertStatus());
        String reason =
                status == Status.UNKNOWN
                        ? "the responder does not know the client's certificate"
                        : "";
        return new OcspAnswer(status, reason, kept(until, now));
    }

    private static Instant kept(Instant until, Instant now) {
        Instant least = now.plus(OcspAnswer.SHORTEST);
        Instant most = now.plus(OcspAnswer.LONGEST);
        return until.isBefore(least) ? least : until.isAfter(most) ? most : until;
    }

    /** The library has null for good. */
    private static Status status(@Nullable CertificateStatus status) {
        if (status == null) {
            return Status.GOOD;
        }
        return status instanceof RevokedStatus ? Status.REVOKED : Status.UNKNOWN;
    }
}
