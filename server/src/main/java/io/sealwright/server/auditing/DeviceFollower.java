package io.sealwright.server.auditing;

import io.sealwright.server.node.Duty;
import io.sealwright.server.node.Ticks;
import io.sealwright.storage.Consistency;
import io.sealwright.storage.Deadline;
import io.sealwright.storage.barrier.Barrier;
import io.sealwright.storage.barrier.SealedException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Opens and closes this node's audit devices as the replicated record of them changes. A look at an
 * unchanged record reads nothing but a revision in memory. Thread-safe.
 */
@Component
@Order(2)
final class DeviceFollower implements Duty {
    private static final Logger LOG = LoggerFactory.getLogger(DeviceFollower.class);
    private static final Duration TICK = Duration.ofMillis(200);
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final Barrier barrier;
    private final Auditing auditing;
    private final AuditMeters meters;
    private final Ticks ticks = new Ticks("audit-devices", TICK, this::look);

    DeviceFollower(Barrier barrier, Auditing auditing, AuditMeters meters) {
        this.barrier = barrier;
        this.auditing = auditing;
        this.meters = meters;
    }

    @Override
    public void unsealed() {
        look();
        ticks.start();
    }

    private void look() {
        try {
            boolean changed = barrier.read(Consistency.LOCAL, Deadline.in(LIMIT), auditing::follow);
            if (changed) {
                meters.show(auditing.names());
            }
        } catch (SealedException e) {
            // Sealing.
        } catch (RuntimeException e) {
            LOG.warn("the audit devices in the store cannot be read: {}", e.toString());
        }
    }

    @Override
    public void sealing() {
        ticks.stop(LIMIT);
    }
}
