package io.sealwright.storage.raft;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the free space of the data disk. Below the reserve this member takes no writes and gives
 * up leading, so that neither the log nor the database ever meets a full disk half-way; when space
 * is back it goes on by itself.
 */
final class DiskGuard implements Runnable {
    static final long PERIOD_MILLIS = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(DiskGuard.class);

    private final Path path;
    private final long reserved;
    private volatile boolean low;

    DiskGuard(Path path, long reserved) {
        this.path = path;
        this.reserved = reserved;
    }

    boolean low() {
        return low;
    }

    @Override
    public void run() {
        boolean before = low;
        try {
            low = Files.getFileStore(path).getUsableSpace() < reserved;
        } catch (IOException failed) {
            LOG.warn("the data disk's free space cannot be read", failed);
            low = true;
        }
        if (low != before) {
            LOG.warn(
                    low
                            ? "the data disk is nearly full: writes are refused"
                            : "the data disk has space again: writes go on");
        }
    }
}
