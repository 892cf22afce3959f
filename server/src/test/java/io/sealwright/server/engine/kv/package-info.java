/** Tests of the kv engine. */
@NullMarked
package io.sealwright.server.engine.kv;

import org.jspecify.annotations.NullMarked;
