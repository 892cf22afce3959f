package io.sealwright.server.operator;

import io.sealwright.server.auditing.Auditing;
import jakarta.annotation.PostConstruct;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import sun.misc.Signal;

/** SIGHUP: the audit files were moved away by log rotation and are opened anew. */
@Component
final class HangUp {
    private static final Logger LOG = LoggerFactory.getLogger(HangUp.class);

    private final Auditing auditing;

    HangUp(Auditing auditing) {
        this.auditing = auditing;
    }

    @PostConstruct
    void listen() {
        try {
            Signal.handle(new Signal("HUP"), _ -> auditing.reopen());
        } catch (IllegalArgumentException e) {
            LOG.warn(
                    "this platform or JVM keeps SIGHUP for itself: audit files are not reopened by it");
        }
    }
}
