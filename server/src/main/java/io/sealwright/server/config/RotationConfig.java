package io.sealwright.server.config;

import java.nio.file.Path;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param scriptFolder absolute; scripts that rotate secrets may lie in it and nowhere else on this
 *     node; empty = none is run
 */
public record RotationConfig(@DefaultValue("") String scriptFolder) {
    public RotationConfig {
        if (!scriptFolder.isEmpty()) {
            Path folder = Path.of(scriptFolder);
            if (!folder.isAbsolute() || !folder.equals(folder.normalize())) {
                throw new ConfigurationException(
                        "sealwright.rotation.script-folder is not an absolute path without . and ..");
            }
        }
    }
}
