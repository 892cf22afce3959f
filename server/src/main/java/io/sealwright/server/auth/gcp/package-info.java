/**
 * The auth method {@code gcp}: service accounts, whose key files Google's clients log in or sign
 * their bearer tokens with. Not Vault's login with identities of Google's own.
 */
@NullMarked
package io.sealwright.server.auth.gcp;

import org.jspecify.annotations.NullMarked;
