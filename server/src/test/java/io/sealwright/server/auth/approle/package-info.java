@NullMarked
package io.sealwright.server.auth.approle;

import org.jspecify.annotations.NullMarked;
