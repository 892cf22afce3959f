@NullMarked
package io.sealwright.server.lockout;

import org.jspecify.annotations.NullMarked;
