/** The wire format of Vault and OpenBao: operations, parameters, envelope, errors. */
@NullMarked
package io.sealwright.server.api.vault;

import org.jspecify.annotations.NullMarked;
