/**
 * The secret engine {@code database}: users of databases that are made for a caller and go with his
 * lease, and passwords of standing users that change by themselves.
 *
 * <p>Read {@link io.sealwright.server.engine.database.CredsRoutes} for the first and {@link
 * io.sealwright.server.engine.database.Rotations} for the second: both write down what they are
 * about to do in a database before they do it.
 */
@NullMarked
package io.sealwright.server.engine.database;

import org.jspecify.annotations.NullMarked;
