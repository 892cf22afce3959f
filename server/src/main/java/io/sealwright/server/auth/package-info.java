/** What auth methods have in common, besides the tokens that they make. */
@NullMarked
package io.sealwright.server.auth;

import org.jspecify.annotations.NullMarked;
