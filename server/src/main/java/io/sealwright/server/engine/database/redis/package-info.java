/** Redis and Valkey as the database engine sees them: users of their access lists. */
@NullMarked
package io.sealwright.server.engine.database.redis;

import org.jspecify.annotations.NullMarked;
