package io.sealwright.crypto;

/**
 * Stored or transported bytes that are not what they should be: truncated, of an unknown version,
 * out of range.
 */
public final class FormatException extends CryptoException {
    FormatException(String message) {
        super(message);
    }
}
