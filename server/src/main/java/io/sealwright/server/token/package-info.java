/** Tokens: creation, look-up by keyed hash, renewal, revocation, and the auth/token engine. */
@NullMarked
package io.sealwright.server.token;

import org.jspecify.annotations.NullMarked;
