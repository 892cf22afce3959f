package io.sealwright.audit;

/**
 * What one device has done since it was opened.
 *
 * @param lines lines on disk or accepted by a receiver, with the log's own
 * @param bytes bytes of them
 * @param batches writes with one sync each, or requests
 * @param syncNanos sum of the time that they took
 * @param failures failed writes, syncs, openings
 * @param refused entries refused while failing, stalled or full
 * @param heads signed heads written
 * @param headListenerFailures what the head listener threw
 * @param queued entries waiting now
 * @param lastError class and text of the last failure, empty if none
 */
public record DeviceStats(
        String device,
        boolean healthy,
        long lines,
        long bytes,
        long batches,
        long syncNanos,
        long failures,
        long refused,
        long heads,
        long headListenerFailures,
        int queued,
        String lastError) {}
