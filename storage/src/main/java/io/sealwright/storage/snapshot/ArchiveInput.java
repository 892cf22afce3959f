package io.sealwright.storage.snapshot;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.jspecify.annotations.Nullable;

/** The state in an archive that {@link ArchiveOutput} wrote; its end is that of a whole archive. */
final class ArchiveInput extends InputStream {
    private final Source source;
    private final TarArchiveInputStream tar;
    private boolean last;
    private boolean over;

    /** Tells a connection that broke from an archive that is damaged. */
    private static final class Source extends FilterInputStream {
        private boolean broken;

        Source(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            try {
                return super.read();
            } catch (IOException e) {
                broken = true;
                throw e;
            }
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            try {
                return super.read(bytes, offset, length);
            } catch (IOException e) {
                broken = true;
                throw e;
            }
        }
    }

    /**
     * @throws SnapshotException if it is no such archive
     */
    ArchiveInput(InputStream stream) throws IOException {
        source = new Source(stream);
        try {
            tar = new TarArchiveInputStream(new GzipCompressorInputStream(source));
            next();
        } catch (IOException e) {
            throw damaged(e);
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        try {
            while (!over) {
                int read = tar.read(bytes, offset, length);
                if (read >= 0) {
                    return read;
                }
                next();
            }
            return -1;
        } catch (IOException e) {
            throw damaged(e);
        }
    }

    /** Goes to the next part of the state, or to the end. */
    private void next() throws IOException {
        @Nullable TarArchiveEntry entry = tar.getNextEntry();
        while (entry != null && !entry.getName().startsWith(ArchiveOutput.STATE)) {
            last |= entry.getName().equals(ArchiveOutput.LAST);
            entry = tar.getNextEntry();
        }
        if (entry == null) {
            if (!last) {
                throw new SnapshotException("the snapshot is cut short");
            }
            over = true;
        }
    }

    private SnapshotException damaged(IOException e) throws IOException {
        if (source.broken) {
            throw e;
        }
        return new SnapshotException("no snapshot, or a damaged one", e);
    }
}
