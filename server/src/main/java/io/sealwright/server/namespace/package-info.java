/** Tenants: each with mounts, policies, tokens and identities of its own, one within another. */
@NullMarked
package io.sealwright.server.namespace;

import org.jspecify.annotations.NullMarked;
