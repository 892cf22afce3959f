/** One node's life: initialisation, unseal, seal, and what starts and stops with them. */
@NullMarked
package io.sealwright.server.node;

import org.jspecify.annotations.NullMarked;
