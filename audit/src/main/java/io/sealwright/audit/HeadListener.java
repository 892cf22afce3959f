package io.sealwright.audit;

/** Hears of each new signed head, so that it can be committed to the replicated store. */
@FunctionalInterface
public interface HeadListener {

    /**
     * A head whose lines are all on the device's disk. Called on a thread of its own, one call at a
     * time, with the newest head only: heads that came while a call ran are passed over. What it
     * throws is counted and otherwise ignored.
     */
    void head(AuditHead head);

    /** Takes no notice. */
    HeadListener NONE = head -> {};
}
