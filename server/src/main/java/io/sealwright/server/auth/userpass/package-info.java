/** The auth method {@code userpass}: people log in with a name and a password. */
@NullMarked
package io.sealwright.server.auth.userpass;

import org.jspecify.annotations.NullMarked;
