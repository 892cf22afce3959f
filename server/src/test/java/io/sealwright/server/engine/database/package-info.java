@NullMarked
package io.sealwright.server.engine.database;

import org.jspecify.annotations.NullMarked;
