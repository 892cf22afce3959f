/**
 * Keys and what is done with them: authenticated encryption, the keyring and its terms, the root
 * key and its seals, keyed hashes, password hashes, signatures and random tokens.
 *
 * <p>Knows nothing of storage, HTTP or what a secret means. Primitives come from the JDK's own
 * providers; BouncyCastle is used through its lightweight API, and only for what the JDK lacks
 * (Argon2id, an Ed25519 public key from a private one).
 */
@NullMarked
package io.sealwright.crypto;

import org.jspecify.annotations.NullMarked;
