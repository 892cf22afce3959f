package io.sealwright.server.quotas;

import io.sealwright.server.spi.RequestFailure;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What rate limits say to one request.
 *
 * @param refusal null if it goes on
 * @param audited whether the refusal gets audit lines
 * @param headers for its answer, whatever that is
 */
public record RateCount(
        @Nullable RequestFailure refusal, boolean audited, Map<String, String> headers) {
    static final RateCount UNLIMITED = new RateCount(null, false, Map.of());

    public RateCount {
        headers = Map.copyOf(headers);
    }
}
