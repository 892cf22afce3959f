/**
 * The secret engine {@code transit}: keys that never leave, under which callers have things
 * encrypted, signed and hashed.
 *
 * <p>A key is a small record under its name; each of its versions is an item of its own, so that
 * working with a key reads its record and one version, however many it has.
 */
@NullMarked
package io.sealwright.server.engine.transit;

import org.jspecify.annotations.NullMarked;
