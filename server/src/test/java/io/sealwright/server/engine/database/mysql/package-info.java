@NullMarked
package io.sealwright.server.engine.database.mysql;

import org.jspecify.annotations.NullMarked;
