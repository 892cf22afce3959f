package io.sealwright.server.auth.cert;

import io.sealwright.server.auth.cert.OcspAnswer.Status;
import io.sealwright.server.outbound.Outbound;
import io.sealwright.server.outbound.OutboundAnswer;
import io.sealwright.server.outbound.OutboundException;
import io.sealwright.server.outbound.OutboundRequest;
import io.sealwright.server.outbound.OutboundUrl;
import io.sealwright.server.outbound.Trust;
import io.sealwright.storage.Deadline;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import org.springframework.stereotype.Component;

/** Asks responders, one after the other, each for its share of the time. Thread-safe. */
@Component
final class OcspClient {
    private final Outbound outbound;

    OcspClient(Outbound outbound) {
        this.outbound = outbound;
    }

    /**
     * Without an answer that counts: {@link Status#NONE}.
     *
     * @throws OutboundException if this server has too much else to ask
     */
    OcspAnswer ask(OcspQuestion question, Instant now, Duration atMost) {
        Deadline deadline = Deadline.in(atMost);
        int left = question.servers().size();
        OcspAnswer worst = null;
        for (URI server : question.servers()) {
            OcspAnswer answer = ask(server, question, now, deadline.left().dividedBy(left--));
            worst = worst == null ? answer : worst.orWorse(answer);
            if (answer.status() == Status.REVOKED
                    || !question.all() && answer.status() != Status.NONE) {
                return answer;
            }
        }
        return worst == null ? OcspAnswer.none("no OCSP responder URL", now) : worst;
    }

    private OcspAnswer ask(URI server, OcspQuestion question, Instant now, Duration atMost) {
        try {
            OutboundAnswer answer =
                    outbound.send(
                            // A client for each trust is dear, and only TLS needs it.
                            OutboundUrl.isPlain(server) ? Trust.OF_THIS_MACHINE : question.trust(),
                            OutboundRequest.exchange(
                                    server,
                                    "application/ocsp-request",
                                    question.encoded(),
                                    "application/ocsp-response",
                                    OcspReply.MAX_LENGTH),
                            atMost);
            if (answer.status() != 200) {
                return OcspAnswer.none(
                        "the responder answered with status " + answer.status(), now);
            }
            return OcspReply.read(answer.body(), question, now);
        } catch (OutboundException e) {
            // Whoever keeps this server busy must not be let in for it.
            if (e.isBusy()) {
                throw e;
            }
            return OcspAnswer.none(e.reason(), now);
        }
    }
}
