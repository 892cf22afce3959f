/**
 * The keys of a service that encrypts and signs for others: their types, what can be done under one
 * version of a key, and the forms in which key material comes and goes.
 *
 * <p>Formats are OpenBao's, so that what was made under a key there can be read here and the other
 * way round. Knows nothing of storage, HTTP or who asks.
 */
@NullMarked
package io.sealwright.crypto.transit;

import org.jspecify.annotations.NullMarked;
