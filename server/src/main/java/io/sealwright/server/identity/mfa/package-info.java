/**
 * Login MFA: which logins have to be confirmed by a second factor, and the methods to do it by; of
 * these there is TOTP.
 */
@NullMarked
package io.sealwright.server.identity.mfa;

import org.jspecify.annotations.NullMarked;
