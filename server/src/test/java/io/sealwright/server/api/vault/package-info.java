/** Tests of the Vault wire format. */
@NullMarked
package io.sealwright.server.api.vault;

import org.jspecify.annotations.NullMarked;
