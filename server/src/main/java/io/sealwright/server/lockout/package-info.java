/** Names that are locked out of an auth mount after too many failed logins. */
@NullMarked
package io.sealwright.server.lockout;

import org.jspecify.annotations.NullMarked;
