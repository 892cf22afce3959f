package io.sealwright.storage.snapshot;

import io.sealwright.storage.KeyEntry;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Writes {@code magic (8) | version (1) | format (4) | cluster id (16) | term (8) | index (8)}, for
 * each record {@code key length (2) | key | revision (8) | value length (4) | value}, then {@code 0
 * (2) | count (8)} and the SHA-256 of all before.
 */
final class SnapshotWriter {
    private final OutputStream target;
    private final MessageDigest digest;
    private final DataOutputStream out;
    private long count;

    SnapshotWriter(OutputStream target, SnapshotHeader header) throws IOException {
        this.target = target;
        this.digest = sha256();
        this.out =
                new DataOutputStream(
                        new BufferedOutputStream(new DigestOutputStream(target, digest), 1 << 16));
        out.writeLong(SnapshotHeader.MAGIC);
        out.writeByte(SnapshotHeader.VERSION);
        out.writeInt(header.format());
        out.writeLong(header.clusterId().getMostSignificantBits());
        out.writeLong(header.clusterId().getLeastSignificantBits());
        out.writeLong(header.term());
        out.writeLong(header.index());
    }

    void write(KeyEntry record) throws IOException {
        byte[] key = record.key().bytes();
        byte[] value = record.entry().value();
        out.writeShort(key.length);
        out.write(key);
        out.writeLong(record.entry().revision());
        out.writeInt(value.length);
        out.write(value);
        count++;
    }

    /** Completes the snapshot; the target stays open. */
    void finish() throws IOException {
        out.writeShort(0);
        out.writeLong(count);
        out.flush();
        target.write(digest.digest());
        target.flush();
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
