package io.sealwright.audit;

import java.time.Duration;

/**
 * How long a network device waits.
 *
 * @param connect for a connection, each address of a name; 10 ms to 60 s
 * @param write for a batch of at most 1 MiB to be taken (HTTP: for the whole answer); 10 ms to 60 s
 */
public record NetworkTimeouts(Duration connect, Duration write) {
    private static final Duration SHORTEST = Duration.ofMillis(10);
    private static final Duration LONGEST = Duration.ofSeconds(60);

    /** Five seconds to connect, two to write. */
    public static final NetworkTimeouts DEFAULT =
            new NetworkTimeouts(Duration.ofSeconds(5), Duration.ofSeconds(2));

    public NetworkTimeouts {
        check("the connect time-out", connect);
        check("the write time-out", write);
    }

    private static void check(String what, Duration value) {
        if (value.compareTo(SHORTEST) < 0 || value.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(what + " must be between 10ms and 60s");
        }
    }
}
