/**
 * Identity tokens: JSON web tokens that say who an entity is, signed by named keys, for whoever
 * trusts this cluster.
 */
@NullMarked
package io.sealwright.server.identity.tokens;

import org.jspecify.annotations.NullMarked;
