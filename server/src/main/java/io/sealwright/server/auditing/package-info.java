/**
 * This node's audit log: opened at unseal, with the cluster's salt; its heads go into the store.
 */
@NullMarked
package io.sealwright.server.auditing;

import org.jspecify.annotations.NullMarked;
