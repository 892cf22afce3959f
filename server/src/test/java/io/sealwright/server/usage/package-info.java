@NullMarked
package io.sealwright.server.usage;

import org.jspecify.annotations.NullMarked;
