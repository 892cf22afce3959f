@NullMarked
package io.sealwright.server.auth.kubernetes;

import org.jspecify.annotations.NullMarked;
