/**
 * The {@code kv} engine: versioned secrets (v2) and plain ones (v1), in the layout that every API
 * of this server shares.
 */
@NullMarked
package io.sealwright.server.engine.kv;

import org.jspecify.annotations.NullMarked;
