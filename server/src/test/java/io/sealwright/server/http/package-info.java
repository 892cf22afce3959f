/** Tests of the HTTP side. */
@NullMarked
package io.sealwright.server.http;

import org.jspecify.annotations.NullMarked;
