/** Fixtures that drive an engine's routes over a real single-node store. */
@NullMarked
package io.sealwright.server.rotation;

import org.jspecify.annotations.NullMarked;
