/**
 * What the database engine knows of every database, whatever its kind: where a connection leads,
 * users that come and go there, and what went wrong.
 */
@NullMarked
package io.sealwright.server.engine.database.spi;

import org.jspecify.annotations.NullMarked;
