package io.sealwright.server.outbound;

import java.util.HashMap;
import java.util.Map;

/** How many requests wait for answers, for each host and in all. Thread-safe. */
public final class InFlight {
    /** The most for one host. */
    public static final int EACH = 16;

    /** The most in all. */
    public static final int ALL = 64;

    private final Map<String, Integer> hosts = new HashMap<>();
    private int all;

    /**
     * One more; it must {@link #leave} again.
     *
     * @throws OutboundException if there are too many
     */
    public synchronized void enter(String host) {
        int of = hosts.getOrDefault(host, 0);
        if (of >= EACH || all >= ALL) {
            throw OutboundException.busy("too many requests are waiting for answers");
        }
        hosts.put(host, of + 1);
        all++;
    }

    /** One of those that have entered is done. */
    public synchronized void leave(String host) {
        hosts.computeIfPresent(host, (_, of) -> of == 1 ? null : of - 1);
        all--;
    }
}
