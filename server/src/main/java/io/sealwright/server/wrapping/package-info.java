/** Response wrapping: an answer that lies behind a token of one use, and {@code sys/wrapping/*}. */
@NullMarked
package io.sealwright.server.wrapping;

import org.jspecify.annotations.NullMarked;
