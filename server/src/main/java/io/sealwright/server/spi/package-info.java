/**
 * What engines and auth methods are written against; it knows no engine, no HTTP and no pipeline.
 */
@NullMarked
package io.sealwright.server.spi;

import org.jspecify.annotations.NullMarked;
