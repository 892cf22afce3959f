package io.sealwright.server.operator;

import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Whether this node is on its way out: load balancers hear of it through health before the listener
 * closes.
 */
@Component
final class Draining {
    private volatile boolean active;

    boolean active() {
        return active;
    }

    @EventListener
    void closing(ContextClosedEvent event) {
        active = true;
    }
}
