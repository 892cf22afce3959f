package io.sealwright.crypto;

/** The key put together from the given shares is not the one under which the root key is sealed. */
public final class WrongKeyException extends CryptoException {
    WrongKeyException(String message) {
        super(message);
    }
}
