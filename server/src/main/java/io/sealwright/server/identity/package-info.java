/** Who is behind a token: entities, their aliases in auth methods, and groups. */
@NullMarked
package io.sealwright.server.identity;

import org.jspecify.annotations.NullMarked;
