package io.sealwright.server.config;

import java.time.Duration;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The APIs of AWS.
 *
 * @param skew how far the time of a signature may lie before and behind this node's
 * @param replayWindow how long after its time a signed request is taken at all, presigned ones
 *     among them; zero = as long as the skew, and what a presigned one says
 * @param body longest request body; beyond it 413
 */
public record AwsSettings(
        @DefaultValue("15m") Duration skew,
        @DefaultValue("0s") Duration replayWindow,
        @DefaultValue("256KB") DataSize body) {
    private static final Duration LEAST = Duration.ofSeconds(1);
    private static final Duration MOST = Duration.ofHours(1);

    public AwsSettings {
        if (skew.compareTo(LEAST) < 0 || skew.compareTo(MOST) > 0) {
            throw new ConfigurationException("sealwright.aws.skew is between 1s and 1h");
        }
        if (!replayWindow.isZero()
                && (replayWindow.compareTo(LEAST) < 0 || replayWindow.compareTo(MOST) > 0)) {
            throw new ConfigurationException(
                    "sealwright.aws.replay-window is between 1s and 1h, or 0 for none");
        }
        if (body.toBytes() < 1 << 10 || body.toBytes() > 32 << 20) {
            throw new ConfigurationException("sealwright.aws.body is between 1KB and 32MB");
        }
    }
}
