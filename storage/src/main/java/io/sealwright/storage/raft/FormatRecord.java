package io.sealwright.storage.raft;

import io.sealwright.storage.Key;
import io.sealwright.storage.Keys;
import java.nio.ByteBuffer;

/**
 * The newest format that a member's program follows: {@code version (1) | format (4)}. A record
 * beside the member's own, because older programs take that one strictly. A member without one
 * follows format 1.
 */
final class FormatRecord {
    static final int FIRST = 1;

    private static final String PREFIX = "cluster/format/";
    private static final byte VERSION = 1;

    private FormatRecord() {}

    static Key prefix() {
        return Keys.system(PREFIX);
    }

    static Key key(String peerId) {
        return Keys.system(PREFIX + peerId);
    }

    static byte[] encode(int format) {
        return ByteBuffer.allocate(1 + Integer.BYTES).put(VERSION).putInt(format).array();
    }

    /** One of a version that is not known counts as the first format: nothing is raised then. */
    static int decode(byte[] value) {
        return value.length == 1 + Integer.BYTES && value[0] == VERSION
                ? ByteBuffer.wrap(value).getInt(1)
                : FIRST;
    }
}
