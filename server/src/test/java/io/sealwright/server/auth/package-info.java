@NullMarked
package io.sealwright.server.auth;

import org.jspecify.annotations.NullMarked;
