/** MySQL and MariaDB as the database engine sees them. */
@NullMarked
package io.sealwright.server.engine.database.mysql;

import org.jspecify.annotations.NullMarked;
