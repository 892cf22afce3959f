/** Runs the due-time scheduler while the node is unsealed, and tells what ends when. */
@NullMarked
package io.sealwright.server.expiry;

import org.jspecify.annotations.NullMarked;
