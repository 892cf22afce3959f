package io.sealwright.server.auth.kubernetes;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * What a pod finds about itself in its file system, where this server runs in one. Read each time:
 * Kubernetes replaces both now and then. Thread-safe.
 */
@Component
final class PodFiles {
    private static final Path FOLDER = Path.of("/var/run/secrets/kubernetes.io/serviceaccount");
    private static final int MAX_BYTES = 256 << 10;

    private final Path folder;

    @Autowired
    PodFiles() {
        this(FOLDER);
    }

    PodFiles(Path folder) {
        this.folder = folder;
    }

    /** The service account's token; empty if there is none. */
    String token() {
        return read("token").strip();
    }

    /** PEM of the cluster's authorities; empty if there are none. */
    String authorities() {
        return read("ca.crt");
    }

    private String read(String name) {
        try (InputStream in = Files.newInputStream(folder.resolve(name))) {
            return new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }
}
