package io.sealwright.server.auditing;

import io.sealwright.server.node.Duty;
import io.sealwright.server.node.Ticks;
import io.sealwright.storage.RaftStore;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * A node that cannot audit answers no request: it hands leadership over, so that the others go on,
 * and takes part again when its audit disk does. Thread-safe.
 */
@Component
@Order(3)
final class AuditWatch implements Duty {
    private static final Logger LOG = LoggerFactory.getLogger(AuditWatch.class);
    private static final Duration TICK = Duration.ofMillis(500);
    private static final Duration STOP = Duration.ofSeconds(10);

    private final BooleanSupplier healthy;
    private final Consumer<Boolean> serving;
    private final Ticks ticks = new Ticks("audit-watch", TICK, this::look);
    private boolean failing;

    @Autowired
    AuditWatch(Auditing auditing, RaftStore store) {
        this(auditing::healthy, store::setServing);
    }

    AuditWatch(BooleanSupplier healthy, Consumer<Boolean> serving) {
        this.healthy = healthy;
        this.serving = serving;
    }

    @Override
    public synchronized void unsealed() {
        failing = false;
        ticks.start();
    }

    /**
     * Says only what has changed, and while it fails again and again: others decide about serving,
     * too.
     */
    void look() {
        if (!healthy.getAsBoolean()) {
            if (!failing) {
                LOG.error(
                        "no audit device accepts entries: this node answers nothing until one does");
            }
            failing = true;
            serving.accept(false);
        } else if (failing) {
            LOG.info("audit devices accept entries again");
            failing = false;
            serving.accept(true);
        }
    }

    @Override
    public void sealing() {
        if (ticks.stop(STOP)) {
            serving.accept(false);
        }
    }
}
