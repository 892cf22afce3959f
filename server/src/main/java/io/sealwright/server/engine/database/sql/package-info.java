/**
 * What databases that speak SQL have in common: pools of connections, and statements with values in
 * them.
 */
@NullMarked
package io.sealwright.server.engine.database.sql;

import org.jspecify.annotations.NullMarked;
