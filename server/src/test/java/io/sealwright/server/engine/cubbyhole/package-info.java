/** Tests of the cubbyhole engine. */
@NullMarked
package io.sealwright.server.engine.cubbyhole;

import org.jspecify.annotations.NullMarked;
