/** Runs the due-time scheduler while the node is unsealed. */
@NullMarked
package io.sealwright.server.expiry;

import org.jspecify.annotations.NullMarked;
