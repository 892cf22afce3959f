@NullMarked
package io.sealwright.server.identity.mfa;

import org.jspecify.annotations.NullMarked;
