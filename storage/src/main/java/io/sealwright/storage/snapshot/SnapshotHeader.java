package io.sealwright.storage.snapshot;

import java.util.UUID;

/**
 * What a snapshot says of itself, before its records.
 *
 * @param format state format it was written in
 * @param clusterId the cluster it was taken of
 * @param index Raft index of the state
 */
public record SnapshotHeader(int format, UUID clusterId, long term, long index) {
    static final long MAGIC = 0x5345_414c_5752_5353L; // SEALWRSS
    static final byte VERSION = 1;
}
