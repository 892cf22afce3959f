package io.sealwright.storage.barrier;

/**
 * Decodes a record; the result is cached by (key, revision) and shared between threads, so it must
 * be immutable.
 */
@FunctionalInterface
public interface Decoder<T> {
    T decode(byte[] value);
}
