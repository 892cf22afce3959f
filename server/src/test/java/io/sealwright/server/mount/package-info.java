@NullMarked
package io.sealwright.server.mount;

import org.jspecify.annotations.NullMarked;
