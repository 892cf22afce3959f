/** Rate limits: stored for all nodes, counted by each for itself. */
@NullMarked
package io.sealwright.server.quotas;

import org.jspecify.annotations.NullMarked;
