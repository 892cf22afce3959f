/**
 * PostgreSQL as the database engine sees it: where connections lead, pools of them, statements with
 * values in them, and users that come and go. It knows nothing of roles, leases and records.
 */
@NullMarked
package io.sealwright.server.engine.database.postgres;

import org.jspecify.annotations.NullMarked;
