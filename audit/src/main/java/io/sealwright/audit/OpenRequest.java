package io.sealwright.audit;

/**
 * A request line without a response line, found at open: the node stopped in between. The server
 * finds out by the request id (the transaction id) what became of it and writes {@link
 * AuditFormat#response(java.time.Instant, AuditEntry, AuditResponse)} for {@link #entry}.
 *
 * @param time as it stands in the line
 * @param seq number of the line in the device's chain
 * @param entry the request entry as it was written
 */
public record OpenRequest(
        String requestId, String time, String operation, String path, long seq, AuditEntry entry) {}
