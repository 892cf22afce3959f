@NullMarked
package io.sealwright.server.identity;

import org.jspecify.annotations.NullMarked;
