package io.sealwright.storage;

/**
 * A stored value with the revision of its last write. The revision is {@code Raft index << 16 |
 * place in the entry}, and rises with every write of the store; two writes never share one.
 */
public record Entry(long revision, byte[] value) {
    @Override
    public String toString() {
        return "Entry[revision=" + revision + ", " + value.length + " bytes]";
    }
}
