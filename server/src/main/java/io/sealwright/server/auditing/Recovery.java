package io.sealwright.server.auditing;

import io.sealwright.audit.AuditEntry;
import io.sealwright.audit.AuditResponse;
import io.sealwright.audit.AuditUnavailableException;
import io.sealwright.audit.OpenRequest;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * After a crash: writes what became of each request whose answer was never audited. The request id
 * is the transaction id, so the store knows (storage contract, point 9).
 */
@Component
final class Recovery {
    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

    private static final String STOPPED =
            "the node stopped before it answered; what this request wrote may be committed";

    private final InstantSource clock;

    Recovery(InstantSource clock) {
        this.clock = clock;
    }

    void answerLeftOvers(OpenAudit audit) {
        try {
            for (OpenRequest left : audit.log().unanswered()) {
                AuditEntry entry =
                        audit.format()
                                .response(
                                        clock.instant(),
                                        left.entry(),
                                        null,
                                        AuditResponse.EMPTY,
                                        STOPPED,
                                        null);
                audit.log().response(entry);
            }
        } catch (AuditUnavailableException e) {
            LOG.warn(
                    "requests that were open when this node stopped could not be audited: {}",
                    e.reason());
        }
    }
}
