package io.sealwright.server.quotas;

import java.util.List;

/**
 * What holds for all rate limits.
 *
 * @param auditLogging whether refused requests get audit lines
 * @param responseHeaders whether answers say what is left
 * @param exemptPaths what begins so is never limited; a {@code *} at the end changes nothing
 */
record QuotaConfig(boolean auditLogging, boolean responseHeaders, List<String> exemptPaths) {
    /** The peer's. */
    static final QuotaConfig DEFAULT =
            new QuotaConfig(
                    false,
                    false,
                    List.of(
                            "sys/generate-recovery-token/attempt",
                            "sys/generate-recovery-token/update",
                            "sys/generate-root/attempt",
                            "sys/generate-root/update",
                            "sys/health",
                            "sys/seal-status",
                            "sys/unseal"));

    QuotaConfig {
        exemptPaths = List.copyOf(exemptPaths);
    }

    boolean exempts(String path) {
        return exemptPaths.stream()
                .anyMatch(exempt ->
                        path.startsWith(
                                exempt.endsWith("*")
                                        ? exempt.substring(0, exempt.length() - 1)
                                        : exempt));
    }
}
