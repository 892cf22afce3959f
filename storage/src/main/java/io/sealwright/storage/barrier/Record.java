package io.sealwright.storage.barrier;

/**
 * An opened record. {@code value} is plaintext that belongs to the caller.
 *
 * @param revision of its last write; 0 for one this transaction has written itself
 */
public record Record(long revision, byte[] value) {
    @Override
    public String toString() {
        return "Record[revision=" + revision + ", " + value.length + " bytes]";
    }
}
