@NullMarked
package io.sealwright.server.lease;

import org.jspecify.annotations.NullMarked;
