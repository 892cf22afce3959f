@NullMarked
package io.sealwright.server.events;

import org.jspecify.annotations.NullMarked;
