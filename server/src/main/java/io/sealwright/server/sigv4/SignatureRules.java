package io.sealwright.server.sigv4;

import java.time.Duration;
import java.util.List;

/**
 * What a signature has to keep to beside being right.
 *
 * @param service that scopes have to name
 * @param skew how far a signature's time may lie before and behind now
 * @param replayWindow how long after its time any request is taken, also a presigned one that says
 *     it is good for longer; zero = as long as the skew, and what a presigned one says
 * @param hostAliases hosts that a request may have been signed for besides the one it came with, as
 *     a Host header has them
 */
public record SignatureRules(
        String service, Duration skew, Duration replayWindow, List<String> hostAliases) {
    public SignatureRules {
        hostAliases = List.copyOf(hostAliases);
    }

    /** How far off the time of a signature may be. */
    Duration off() {
        return replayWindow.isZero() || replayWindow.compareTo(skew) > 0 ? skew : replayWindow;
    }

    /** How long a presigned request is good for. */
    Duration good(long expires) {
        Duration asked = Duration.ofSeconds(expires);
        return replayWindow.isZero() || replayWindow.compareTo(asked) > 0 ? asked : replayWindow;
    }
}
