@NullMarked
package io.sealwright.server.auth.userpass;

import org.jspecify.annotations.NullMarked;
