package io.sealwright.server.token;

import io.sealwright.server.mount.Mounted;
import io.sealwright.storage.barrier.Transaction;
import org.jspecify.annotations.Nullable;

/** The auth mounts whose logins made tokens. */
@FunctionalInterface
interface Issuers {
    /** Null if it was disabled, with which its tokens ended. */
    @Nullable Mounted find(Transaction transaction, int namespace, String accessor);
}
