/**
 * The auth methods {@code jwt} and {@code oidc}, which are one: somebody logs in with a token that
 * a trusted provider has signed.
 */
@NullMarked
package io.sealwright.server.auth.jwt;

import org.jspecify.annotations.NullMarked;
