package io.sealwright.audit;

import java.time.Duration;
import java.time.InstantSource;

/**
 * Everything a log needs besides its files.
 *
 * @param node id of this node
 * @param clock times of the log's own lines
 * @param queueEntries entries that may wait for one device; beyond, entries are refused
 * @param queueBytes bytes that may wait for one device
 * @param headInterval least time between two signed heads
 * @param retryInterval time between attempts to revive a failed device
 * @param stallAfter a write that takes longer makes the device count as failed until it returns
 * @param tailScanBytes how much of the end of a file is read at most when it is opened
 */
public record AuditLogSettings(
        String node,
        InstantSource clock,
        HeadSigner signer,
        HeadListener headListener,
        int queueEntries,
        long queueBytes,
        Duration headInterval,
        Duration retryInterval,
        Duration stallAfter,
        long tailScanBytes) {

    /**
     * The defaults: 16,384 entries, 64 MiB, a head a second, retry every 500 ms, stall 5 s, scan 64
     * MiB.
     */
    public static AuditLogSettings of(
            String node, InstantSource clock, HeadSigner signer, HeadListener listener) {
        return new AuditLogSettings(
                node,
                clock,
                signer,
                listener,
                16_384,
                64L << 20,
                Duration.ofSeconds(1),
                Duration.ofMillis(500),
                Duration.ofSeconds(5),
                64L << 20);
    }

    /** The same with other bounds of each device's queue. */
    public AuditLogSettings withQueue(int entries, long bytes) {
        return new AuditLogSettings(
                node,
                clock,
                signer,
                headListener,
                entries,
                bytes,
                headInterval,
                retryInterval,
                stallAfter,
                tailScanBytes);
    }
}
