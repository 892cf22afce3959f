/** Tests of the transit engine. */
@NullMarked
package io.sealwright.server.engine.transit;

import org.jspecify.annotations.NullMarked;
