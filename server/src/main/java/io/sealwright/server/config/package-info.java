/**
 * Every property of the operator contract as an immutable record, checked at start-up; Vault-style
 * configuration files.
 */
@NullMarked
package io.sealwright.server.config;

import org.jspecify.annotations.NullMarked;
