package io.sealwright.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A real audit file whose writes and syncs fail or block when told to. */
final class FaultyChannel implements AuditChannel {

    /** What goes wrong, for all channels of one device. */
    static final class Faults {
        volatile boolean fullDevice;
        volatile boolean syncFails;
        volatile boolean tornWrites;
        volatile boolean openFails;
        volatile @Nullable CountDownLatch blocked;
        final AtomicInteger syncs = new AtomicInteger();
        final AtomicInteger opened = new AtomicInteger();

        Opener opener(Path path) {
            return () -> {
                if (openFails) {
                    throw new IOException("no space left on device");
                }
                opened.incrementAndGet();
                return new FaultyChannel(AuditFile.open(path), this);
            };
        }
    }

    private final AuditChannel real;
    private final Faults faults;

    private FaultyChannel(AuditChannel real, Faults faults) {
        this.real = real;
        this.faults = faults;
    }

    @Override
    public void write(ByteBuffer bytes, long offset) throws IOException {
        if (faults.fullDevice) {
            try (FileChannel full =
                    FileChannel.open(Path.of("/dev/full"), StandardOpenOption.WRITE)) {
                full.write(bytes); // the kernel's own ENOSPC
            }
        }
        if (faults.tornWrites) {
            ByteBuffer half = bytes.duplicate();
            half.limit(bytes.position() + bytes.remaining() / 2);
            real.write(half, offset);
            throw new IOException("Input/output error");
        }
        real.write(bytes, offset);
    }

    @Override
    public void read(ByteBuffer bytes, long offset) throws IOException {
        real.read(bytes, offset);
    }

    @Override
    public long size() throws IOException {
        return real.size();
    }

    @Override
    public void truncate(long size) throws IOException {
        real.truncate(size);
    }

    @Override
    public void force() throws IOException {
        CountDownLatch gate = faults.blocked;
        if (gate != null) {
            try {
                gate.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
        if (faults.syncFails) {
            throw new IOException("Input/output error");
        }
        real.force();
        faults.syncs.incrementAndGet();
    }

    @Override
    public boolean isCurrent() throws IOException {
        return real.isCurrent();
    }

    @Override
    public void close() throws IOException {
        real.close();
    }
}
