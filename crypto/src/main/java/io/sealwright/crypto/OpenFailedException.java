package io.sealwright.crypto;

/**
 * A sealed value did not open: it was changed, moved to another place (AAD), or sealed under
 * another key.
 */
public final class OpenFailedException extends CryptoException {
    OpenFailedException(String message) {
        super(message);
    }
}
