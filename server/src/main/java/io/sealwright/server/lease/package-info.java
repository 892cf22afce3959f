/** Leases as operators see them: {@code sys/leases/*}. */
@NullMarked
package io.sealwright.server.lease;

import org.jspecify.annotations.NullMarked;
