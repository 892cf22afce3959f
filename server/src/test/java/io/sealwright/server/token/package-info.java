@NullMarked
package io.sealwright.server.token;

import org.jspecify.annotations.NullMarked;
