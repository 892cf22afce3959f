/**
 * Names of generated users: the part of Go's templates that Vault documents for them, and what a
 * name may be.
 */
@NullMarked
package io.sealwright.server.engine.database.username;

import org.jspecify.annotations.NullMarked;
