@NullMarked
package io.sealwright.server.outbound;

import org.jspecify.annotations.NullMarked;
