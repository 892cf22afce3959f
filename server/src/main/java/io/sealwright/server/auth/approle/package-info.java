/** The auth method {@code approle}: programs log in with a role id and a secret id. */
@NullMarked
package io.sealwright.server.auth.approle;

import org.jspecify.annotations.NullMarked;
