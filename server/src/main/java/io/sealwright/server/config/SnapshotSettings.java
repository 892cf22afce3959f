package io.sealwright.server.config;

import java.nio.file.Path;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param folder absolute; scheduled snapshots may be written below it and nowhere else on this
 *     node; empty = not at all
 */
public record SnapshotSettings(@DefaultValue("") String folder) {
    public SnapshotSettings {
        if (!folder.isEmpty() && !Path.of(folder).isAbsolute()) {
            throw new ConfigurationException("sealwright.snapshots.folder is not an absolute path");
        }
    }
}
