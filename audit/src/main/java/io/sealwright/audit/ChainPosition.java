package io.sealwright.audit;

/**
 * A place in a device's chain: the line {@code seq} of {@code epoch} has this SHA-256 (hexadecimal,
 * of the line without its line break). {@link #START} stands before the first line.
 */
record ChainPosition(String epoch, long seq, String hash) {

    static final String NO_HASH = "0".repeat(64);
    static final ChainPosition START = new ChainPosition("", 0, NO_HASH);
}
