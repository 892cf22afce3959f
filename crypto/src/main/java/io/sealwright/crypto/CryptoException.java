package io.sealwright.crypto;

/**
 * What can go wrong with data or keys that came from outside. Messages never hold a value, only
 * lengths, terms and versions.
 */
public abstract sealed class CryptoException extends RuntimeException
        permits FormatException, OpenFailedException, UnknownTermException, WrongKeyException {

    CryptoException(String message) {
        super(message);
    }
}
