@NullMarked
package io.sealwright.server.auth.cert;

import org.jspecify.annotations.NullMarked;
