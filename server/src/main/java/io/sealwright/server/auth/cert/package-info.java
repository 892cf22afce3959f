/** The auth method {@code cert}: clients log in with the certificate of their TLS connection. */
@NullMarked
package io.sealwright.server.auth.cert;

import org.jspecify.annotations.NullMarked;
