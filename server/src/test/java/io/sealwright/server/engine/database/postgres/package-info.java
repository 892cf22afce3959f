@NullMarked
package io.sealwright.server.engine.database.postgres;

import org.jspecify.annotations.NullMarked;
