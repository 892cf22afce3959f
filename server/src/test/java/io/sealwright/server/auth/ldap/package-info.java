@NullMarked
package io.sealwright.server.auth.ldap;

import org.jspecify.annotations.NullMarked;
