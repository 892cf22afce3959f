package io.sealwright.storage.snapshot;

import io.sealwright.storage.Entry;
import io.sealwright.storage.Key;
import io.sealwright.storage.KeyEntry;
import io.sealwright.storage.WriteSet;
import io.sealwright.storage.apply.Applier;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads what {@link SnapshotWriter} wrote, and tells whether it is whole at its end only. */
public final class SnapshotReader {
    private final MessageDigest digest = SnapshotWriter.sha256();
    private final DigestInputStream digested;
    private final DataInputStream in;
    private final SnapshotHeader header;
    private long count;
    private boolean over;

    /**
     * Reads the header of a saved snapshot.
     *
     * @throws SnapshotException for another kind of stream, or a newer version or format
     */
    public static SnapshotReader open(InputStream archive) throws IOException {
        return new SnapshotReader(new ArchiveInput(archive));
    }

    SnapshotReader(InputStream source) throws IOException {
        digested = new DigestInputStream(new BufferedInputStream(source, 1 << 16), digest);
        in = new DataInputStream(digested);
        try {
            if (in.readLong() != SnapshotHeader.MAGIC) {
                throw new SnapshotException("not a snapshot of Sealwright");
            }
            int version = in.readByte();
            if (version != SnapshotHeader.VERSION) {
                throw new SnapshotException("a snapshot of version " + version);
            }
            header =
                    new SnapshotHeader(
                            in.readInt(),
                            new UUID(in.readLong(), in.readLong()),
                            in.readLong(),
                            in.readLong());
        } catch (EOFException cut) {
            throw new SnapshotException("the snapshot is cut short", cut);
        }
        if (header.format() > Applier.FORMAT) {
            throw new SnapshotException(
                    "the snapshot has format "
                            + header.format()
                            + "; this program reads up to "
                            + Applier.FORMAT);
        }
    }

    public SnapshotHeader header() {
        return header;
    }

    /**
     * The next record; null after the last, when count and digest were found right.
     *
     * @throws SnapshotException if the stream is cut short or damaged
     */
    public @Nullable KeyEntry next() throws IOException {
        if (over) {
            return null;
        }
        try {
            int keyLength = in.readUnsignedShort();
            if (keyLength == 0) {
                end();
                return null;
            }
            byte[] key = bytes(keyLength, Key.MAX_BYTES);
            long revision = in.readLong();
            byte[] value = bytes(in.readInt(), WriteSet.MAX_BYTES);
            count++;
            return new KeyEntry(new Key(key), new Entry(revision, value));
        } catch (EOFException cut) {
            throw new SnapshotException("the snapshot is cut short", cut);
        }
    }

    private byte[] bytes(int length, int most) throws IOException {
        if (length < 0 || length > most) {
            throw new SnapshotException("the snapshot is damaged: a length of " + length);
        }
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return bytes;
    }

    private void end() throws IOException {
        if (in.readLong() != count) {
            throw new SnapshotException("the snapshot is damaged: another count of records");
        }
        byte[] expected = digest.digest();
        digested.on(false);
        byte[] found = new byte[expected.length];
        in.readFully(found);
        if (!MessageDigest.isEqual(expected, found)) {
            throw new SnapshotException("the snapshot is damaged: another digest");
        }
        if (in.read() >= 0) {
            throw new SnapshotException("the snapshot is damaged: it goes on after its end");
        }
        over = true;
    }
}
