@NullMarked
package io.sealwright.server.auth.jwt;

import org.jspecify.annotations.NullMarked;
