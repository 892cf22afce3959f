package io.sealwright.audit;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Passes the newest head of each device to the listener on a thread of its own, so that no device
 * waits for it.
 */
final class HeadNotifier implements AutoCloseable {

    private static final long CLOSE_MILLIS = 2000;

    private record Slot(AuditHead head, Consumer<RuntimeException> onFailure) {}

    private final HeadListener listener;
    private final Map<String, Slot> slots = new LinkedHashMap<>();
    private final Thread thread;
    private boolean closed;

    HeadNotifier(HeadListener listener) {
        this.listener = listener;
        this.thread = Thread.ofPlatform().daemon().name("audit-heads").start(this::run);
    }

    synchronized void head(AuditHead head, Consumer<RuntimeException> onFailure) {
        slots.put(head.device(), new Slot(head, onFailure));
        notifyAll();
    }

    private void run() {
        try {
            while (true) {
                Slot slot = next();
                if (slot == null) {
                    return;
                }
                try {
                    listener.head(slot.head());
                } catch (RuntimeException e) {
                    slot.onFailure().accept(e);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized @Nullable Slot next() throws InterruptedException {
        while (slots.isEmpty()) {
            if (closed) {
                return null;
            }
            wait();
        }
        Iterator<Slot> first = slots.values().iterator();
        Slot slot = first.next();
        first.remove();
        return slot;
    }

    /** Delivers what waits, for two seconds at most. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        try {
            if (!thread.join(Duration.ofMillis(CLOSE_MILLIS))) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
