@NullMarked
package io.sealwright.server.architecture;

import org.jspecify.annotations.NullMarked;
