package io.sealwright.audit;

import io.sealwright.audit.AuditUnavailableException.Reason;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Where entries go. Each has a bounded queue and a thread of its own. Thread-safe. */
sealed interface AuditDevice permits FileDevice, NetworkDevice, OpeningDevice {

    String name();

    /**
     * Whether an entry that this device accepted counts as written. False for datagrams, of whose
     * arrival nobody hears: such a device never touches a {@link PendingEntry}.
     */
    boolean counts();

    boolean healthy();

    DeviceStats stats();

    /** Takes the entry in, or says why not. Never blocks. */
    @Nullable Reason offer(PendingEntry pending, boolean waited);

    /** Someone waits for what is queued. */
    void want();

    /** Opens the path or the connection anew. */
    CompletableFuture<Void> reopen();

    /** Of files alone. */
    @Nullable AuditHead newestHead();

    /** What the device said of unanswered requests when it was opened. */
    OpenRequestScan.Found recovered();

    void forgetRecovered();

    /** Writes what waits and ends the thread. Bounded: some 10 seconds. */
    void close();
}
