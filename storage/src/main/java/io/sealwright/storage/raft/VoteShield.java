package io.sealwright.storage.raft;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Keeps Ratis from losing its term and vote on a full disk: where there is no room for the new
 * file, Ratis 3.3.0 puts an empty one in the place of the old, and the member could never start
 * again. A link to nowhere in the place of its temporary file makes the attempt fail before that:
 * no vote is given, which is always safe.
 *
 * <p>Such a link takes no space of its own, so that it can be made when the disk is full. One
 * thread at a time.
 */
final class VoteShield {
    private static final Path NOWHERE = Path.of("no", "space");

    private final Path link;

    /**
     * @param current Ratis' folder with raft-meta
     */
    VoteShield(Path current) {
        link = current.resolve("raft-meta.tmp");
    }

    boolean raised() {
        return Files.isSymbolicLink(link);
    }

    void raise() throws IOException {
        try {
            Files.createSymbolicLink(link, NOWHERE);
        } catch (FileAlreadyExistsException busy) {
            // Ratis is writing right now, or it is raised: the next look finds out.
        }
    }

    void lower() throws IOException {
        if (raised()) {
            Files.delete(link);
        }
    }
}
