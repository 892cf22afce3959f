/**
 * Mutual TLS between members with pinned certificates, and the small questions they ask each other
 * beside Raft.
 */
@NullMarked
package io.sealwright.storage.transport;

import org.jspecify.annotations.NullMarked;
