package io.sealwright.server.api.gcp;

import io.sealwright.server.spi.Remote;
import io.sealwright.storage.Deadline;
import java.util.List;
import java.util.Map;

/**
 * Who sends a call, and by when it has to be answered.
 *
 * @param token as sent; empty if none
 * @param headers lower-case names; without the token
 */
public record GcpSender(
        String token, Remote remote, Map<String, List<String>> headers, Deadline deadline) {
    @Override
    public String toString() {
        return "GcpSender[" + remote + "]";
    }
}
