@NullMarked
package io.sealwright.server.spi;

import org.jspecify.annotations.NullMarked;
