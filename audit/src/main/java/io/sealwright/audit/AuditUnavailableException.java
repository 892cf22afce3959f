package io.sealwright.audit;

/**
 * No audit device took or stored an entry: the request must be refused (503), or its outcome called
 * unknown.
 */
public final class AuditUnavailableException extends RuntimeException {

    /** Why. */
    public enum Reason {
        /** Every device is failing. */
        NO_DEVICE,
        /** The queue of every working device is full. */
        QUEUE_FULL,
        /** The entry is larger than a queue may hold. */
        TOO_LARGE,
        /** Not stored before the deadline; it may be stored later. */
        TIMED_OUT,
        /** The waiting thread was interrupted; its interrupt flag is set again. */
        INTERRUPTED,
        /** The log is closed. */
        CLOSED
    }

    private final Reason reason;

    AuditUnavailableException(Reason reason) {
        super("no audit device stored the entry: " + reason, null, false, false);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
