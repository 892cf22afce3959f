package io.sealwright.server.usage;

import io.sealwright.crypto.HashPurpose;
import io.sealwright.server.config.MetricsSettings;
import io.sealwright.server.config.SecretNames;
import io.sealwright.storage.barrier.Barrier;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.springframework.stereotype.Component;

/**
 * What metrics call secrets. A hash is the same on every node and after every rotation, and can be
 * compared by nobody who does not have the barrier's key. Thread-safe.
 */
@Component
final class SecretLabels {
    /** What secrets are called where metrics do not tell them apart. */
    static final String HIDDEN = "(hidden)";

    private static final int HASH_BYTES = 6;

    private final SecretNames names;
    private final Barrier barrier;

    SecretLabels(MetricsSettings settings, Barrier barrier) {
        this.names = settings.secretNames();
        this.barrier = barrier;
    }

    /**
     * @param path below the mount
     * @throws io.sealwright.storage.barrier.SealedException if it would be a hash
     */
    String of(String namespacePath, String mountPath, String path) {
        return switch (names) {
            case PLAIN -> path;
            case OFF -> HIDDEN;
            case HASHED -> "#" + hash(namespacePath, mountPath, path);
        };
    }

    private String hash(String... parts) {
        byte[] text = String.join("\n", parts).getBytes(StandardCharsets.UTF_8);
        byte[] label = "metric label".getBytes(StandardCharsets.US_ASCII);
        byte[] hash = barrier.hash(HashPurpose.LOOKUP, label, text);
        return HexFormat.of().formatHex(hash, 0, HASH_BYTES);
    }
}
