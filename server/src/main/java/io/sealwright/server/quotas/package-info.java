/**
 * Rate limits, stored for all nodes and counted by each for itself; limits of how many leases there
 * may be, counted in the store.
 */
@NullMarked
package io.sealwright.server.quotas;

import org.jspecify.annotations.NullMarked;
