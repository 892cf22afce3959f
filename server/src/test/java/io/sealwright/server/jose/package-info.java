@NullMarked
package io.sealwright.server.jose;

import org.jspecify.annotations.NullMarked;
