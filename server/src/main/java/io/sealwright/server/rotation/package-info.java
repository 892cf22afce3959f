/**
 * Rotation of secrets: a new value is made, set in its target, tested there, and only then given to
 * readers; or the target is put back. What is done is written down before and after each step, so
 * that the next leader goes on with it.
 */
@NullMarked
package io.sealwright.server.rotation;

import org.jspecify.annotations.NullMarked;
