@NullMarked
package io.sealwright.server.sigv4;

import org.jspecify.annotations.NullMarked;
