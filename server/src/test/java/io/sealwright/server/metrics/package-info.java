@NullMarked
package io.sealwright.server.metrics;

import org.jspecify.annotations.NullMarked;
