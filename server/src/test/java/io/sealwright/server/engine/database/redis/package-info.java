@NullMarked
package io.sealwright.server.engine.database.redis;

import org.jspecify.annotations.NullMarked;
