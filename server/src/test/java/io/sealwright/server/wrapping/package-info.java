@NullMarked
package io.sealwright.server.wrapping;

import org.jspecify.annotations.NullMarked;
