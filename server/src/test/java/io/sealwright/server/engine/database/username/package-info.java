@NullMarked
package io.sealwright.server.engine.database.username;

import org.jspecify.annotations.NullMarked;
