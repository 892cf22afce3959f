package io.sealwright.audit;

import java.io.IOException;
import java.nio.file.Path;

/**
 * An audit file that must not be written to; the message says why. The server must not start with
 * it.
 */
public final class UnsafeAuditFileException extends IOException {

    UnsafeAuditFileException(Path path, String why) {
        super("audit file " + path + " is refused: " + why);
    }
}
