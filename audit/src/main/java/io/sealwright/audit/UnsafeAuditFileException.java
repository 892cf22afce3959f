package io.sealwright.audit;

import java.io.IOException;
import java.nio.file.Path;

/**
 * An audit file that must not be written to; the message says why. It is tried again: whoever made
 * it unsafe may have mended it.
 */
public final class UnsafeAuditFileException extends IOException {

    private static final long serialVersionUID = 1;

    private final String why;

    UnsafeAuditFileException(Path path, String why) {
        super("audit file " + path + " is refused: " + why);
        this.why = why;
    }

    /** Without the path. */
    public String why() {
        return why;
    }
}
