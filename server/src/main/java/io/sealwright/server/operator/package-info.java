/**
 * What operators do with a node and its cluster: initialise, unseal, seal, health, keys, members,
 * snapshots.
 */
@NullMarked
package io.sealwright.server.operator;

import org.jspecify.annotations.NullMarked;
