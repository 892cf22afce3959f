/**
 * {@code cubbyhole}: what only the token that wrote it can read, and what goes when that token
 * does.
 */
@NullMarked
package io.sealwright.server.engine.cubbyhole;

import org.jspecify.annotations.NullMarked;
