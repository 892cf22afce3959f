/** Tests of the configuration. */
@NullMarked
package io.sealwright.server.config;

import org.jspecify.annotations.NullMarked;
