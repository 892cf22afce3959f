/**
 * The auth method {@code ldap}: people log in with the name and the password that a directory knows
 * them by. Their groups there are external groups here, and both can bring policies.
 */
@NullMarked
package io.sealwright.server.auth.ldap;

import org.jspecify.annotations.NullMarked;
