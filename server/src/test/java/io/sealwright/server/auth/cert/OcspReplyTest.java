package io.sealwright.server.auth.cert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sealwright.server.auth.cert.OcspAnswer.Status;
import io.sealwright.server.outbound.OutboundException;
import io.sealwright.server.outbound.Trust;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.junit.jupiter.api.Test;

/** Which replies of OCSP responders count. */
class OcspReplyTest {
    private static final Instant NOW = Made.NOW;
    private static final String UNSIGNED =
            "the answer is not signed by the issuer, nor by whom it certified for that";

    private final Made issuer = Made.authority("CN=Root");
    private final Made leaf = Made.client("CN=app").by(issuer).make();
    private final Made delegate =
            Made.client("CN=OCSP").by(issuer).usage(KeyPurposeId.id_kp_OCSPSigning).make();

    private OcspQuestion question(Made... responders) {
        return new OcspQuestion(
                leaf.certificate(),
                issuer.certificate(),
                List.of(),
                false,
                Stream.of(responders).map(Made::certificate).toList(),
                Trust.OF_THIS_MACHINE);
    }

    private OcspAnswer read(Replies reply, Made... responders) {
        OcspQuestion question = question(responders);
        return OcspReply.read(reply.about(question.id()), question, NOW);
    }

    private void refused(String reason, Replies reply, Made... responders) {
        assertThatExceptionOfType(OutboundException.class)
                .isThrownBy(() -> read(reply, responders))
                .withMessage(reason);
    }

    @Test
    void theIssuerSaysHowItIs() {
        assertThat(read(Replies.good(issuer)))
                .isEqualTo(new OcspAnswer(Status.GOOD, "", NOW.plus(Duration.ofMinutes(30))));
        assertThat(read(Replies.good(issuer).revoked()).status()).isEqualTo(Status.REVOKED);
        OcspAnswer unknown = read(Replies.good(issuer).unknown());
        assertThat(unknown.status()).isEqualTo(Status.UNKNOWN);
        assertThat(unknown.reason())
                .isEqualTo("the responder does not know the client's certificate");
    }

    @Test
    void whomItHasCertifiedForItMaySaySo() {
        assertThat(read(Replies.good(delegate, delegate)).status()).isEqualTo(Status.GOOD);
        // Without its certificate nobody can tell.
        refused(UNSIGNED, Replies.good(delegate));
        refused(UNSIGNED, Replies.good(delegate, issuer));
    }

    @Test
    void whomItHasCertifiedForSomethingElseMayNot() {
        Made plain = Made.client("CN=OCSP").by(issuer).make();
        Made any = Made.client("CN=OCSP").by(issuer).usage(KeyPurposeId.anyExtendedKeyUsage).make();
        Made old =
                Made.client("CN=OCSP")
                        .by(issuer)
                        .usage(KeyPurposeId.id_kp_OCSPSigning)
                        .valid(NOW.minus(Duration.ofDays(2)), NOW.minus(Duration.ofSeconds(1)))
                        .make();
        Made weak =
                Made.client("CN=OCSP")
                        .by(issuer)
                        .usage(KeyPurposeId.id_kp_OCSPSigning)
                        .algorithm("SHA1withECDSA")
                        .make();

        for (Made signer : List.of(plain, any, old, weak, leaf)) {
            refused(UNSIGNED, Replies.good(signer, signer));
        }
    }

    @Test
    void strangersMayNot() {
        Made imitation = Made.authority("CN=Root");
        Made theirs =
                Made.client("CN=OCSP").by(imitation).usage(KeyPurposeId.id_kp_OCSPSigning).make();

        refused(UNSIGNED, Replies.good(imitation));
        refused(UNSIGNED, Replies.good(imitation, imitation));
        refused(UNSIGNED, Replies.good(theirs, theirs, imitation));
        // Certified by a delegate: that one may answer, and not name others.
        Made below = Made.client("CN=x").by(delegate).usage(KeyPurposeId.id_kp_OCSPSigning).make();
        refused(UNSIGNED, Replies.good(below, below, delegate));
    }

    @Test
    void whomTheRoleNamesMay() {
        Made other = Made.authority("CN=Responders");
        Made theirs = Made.client("CN=OCSP").by(other).usage(KeyPurposeId.id_kp_OCSPSigning).make();

        refused(UNSIGNED, Replies.good(other));
        assertThat(read(Replies.good(other), other).status()).isEqualTo(Status.GOOD);
        assertThat(read(Replies.good(theirs, theirs), other).status()).isEqualTo(Status.GOOD);
        assertThat(read(Replies.good(theirs), theirs).status()).isEqualTo(Status.GOOD);
    }

    @Test
    void timesCount() {
        Replies good = Replies.good(issuer);
        Duration leeway = OcspReply.LEEWAY;
        Duration more = leeway.plusSeconds(1);

        refused("the answer is not yet valid", good.times(NOW.plus(more), null));
        assertThat(read(good.times(NOW.plus(leeway), null)).status()).isEqualTo(Status.GOOD);
        refused(
                "the answer has expired",
                good.times(NOW.minus(Duration.ofHours(1)), NOW.minus(more)));
        refused("the answer has expired", good.times(NOW.minus(more), null));
        assertThat(read(good.times(NOW.minus(Duration.ofHours(1)), NOW.minus(leeway))).until())
                .isEqualTo(NOW.plus(OcspAnswer.SHORTEST));
    }

    @Test
    void anAnswerIsKeptForAnHourAtMost() {
        Instant week = NOW.plus(Duration.ofDays(7));

        assertThat(read(Replies.good(issuer).times(NOW, week)).until())
                .isEqualTo(NOW.plus(OcspAnswer.LONGEST));
        assertThat(read(Replies.good(issuer).times(NOW, null)).until())
                .isEqualTo(NOW.plus(OcspAnswer.SHORTEST));
    }

    @Test
    void aReplyAboutAnotherCertificateSaysNothing() {
        Made sibling = Made.client("CN=app").by(issuer).make();
        OcspQuestion other =
                new OcspQuestion(
                        sibling.certificate(),
                        issuer.certificate(),
                        List.of(),
                        false,
                        List.of(),
                        Trust.OF_THIS_MACHINE);

        assertThatExceptionOfType(OutboundException.class)
                .isThrownBy(() ->
                        OcspReply.read(Replies.good(issuer).about(other.id()), question(), NOW))
                .withMessage("the answer is about another certificate");
    }

    @Test
    void whatIsWeakOrNotUnderstoodSaysNothing() {
        refused(UNSIGNED, Replies.good(issuer).signedWith("SHA1withECDSA"));
        refused(
                "the answer has an unknown critical extension",
                Replies.good(issuer).withCriticalExtension());
        assertThatExceptionOfType(OutboundException.class)
                .isThrownBy(
                        () -> OcspReply.read(Replies.refusal(OCSPResp.TRY_LATER), question(), NOW))
                .withMessage("the responder gives no answer: its status is 3");
        for (byte[] junk :
                List.of(new byte[0], new byte[] {0x30}, "{}".getBytes(StandardCharsets.UTF_8))) {
            assertThatExceptionOfType(OutboundException.class)
                    .isThrownBy(() -> OcspReply.read(junk, question(), NOW))
                    .withMessage("the answer cannot be read");
        }
    }
}
