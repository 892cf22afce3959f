package io.sealwright.storage.raft;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the free space of the data disk. Below the reserve this member takes no writes and gives
 * up leading, so that neither the log nor the database ever meets a full disk half-way; when space
 * is back it goes on by itself.
 *
 * <p>A file keeps some room for the moment when others have filled the disk: it goes first, so that
 * handing over can still be written down. Whoever filled the disk may take that as well, so until
 * the room has lasted for a while nothing may touch the term and vote ({@link VoteShield}).
 */
final class DiskGuard implements Runnable {
    static final long PERIOD_MILLIS = 100;

    private static final Logger LOG = LoggerFactory.getLogger(DiskGuard.class);

    private static final int BALLAST_BYTES = 8 << 20;
    private static final int BLOCK = 1 << 20;

    /** Not earlier: whoever fills the disk would take it, too. */
    private static final long LAST_BYTES = 1 << 20;

    /** This many looks in a row have to find room before the shield goes. */
    private static final int LASTING = 10;

    private final Path path;
    private final Path ballast;
    private final long reserved;
    private final VoteShield shield;
    private int roomy = 1;
    private volatile boolean low;

    DiskGuard(Path path, long reserved, VoteShield shield) {
        this.path = path;
        this.ballast = path.resolve("reserve");
        this.reserved = reserved;
        this.shield = shield;
    }

    boolean low() {
        return low;
    }

    @Override
    public void run() {
        boolean before = low;
        try {
            // Asks the file system alone; a FileStore reads the table of mounts first, each time.
            long free = path.toFile().getUsableSpace();
            // What the ballast takes must not make the disk look full again.
            low = free < (before ? reserved + 2 * BALLAST_BYTES : reserved);
            shield(free);
            if (low && free < LAST_BYTES) {
                Files.deleteIfExists(ballast);
            } else if (!low && reserved > 0 && !Files.exists(ballast)) {
                load();
            }
        } catch (IOException failed) {
            LOG.warn("the reserve on the data disk cannot be written", failed);
            low = true;
        }
        if (low != before) {
            LOG.warn(
                    low
                            ? "the data disk is nearly full: writes are refused"
                            : "the data disk has space again: writes go on");
        }
    }

    /** Where it cannot be raised the ballast must still give way. */
    private void shield(long free) {
        boolean first = roomy > 0;
        roomy = free < LAST_BYTES ? 0 : roomy + 1;
        try {
            if (reserved > 0 && roomy == 0) {
                shield.raise();
            } else if (roomy >= LASTING) {
                shield.lower();
            }
        } catch (IOException failed) {
            if (first) {
                LOG.warn("the term and vote cannot be shielded from the full disk", failed);
            }
        }
    }

    private void load() throws IOException {
        try (OutputStream out = Files.newOutputStream(ballast)) {
            byte[] block = new byte[BLOCK];
            for (int at = 0; at < BALLAST_BYTES; at += BLOCK) {
                out.write(block);
            }
        }
    }
}
