/** Where meters go: asked for by Prometheus, and sent by OTLP where that is configured. */
@NullMarked
package io.sealwright.server.metrics;

import org.jspecify.annotations.NullMarked;
