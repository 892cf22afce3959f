package io.sealwright.server.request;

/** No audit device took the line: the request goes no further. */
final class AuditRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    static final String MESSAGE = "no audit device of this node accepts entries; nothing was done";

    AuditRefused() {
        super(MESSAGE, null, false, false);
    }
}
