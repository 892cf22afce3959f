package io.sealwright.server.engine.transit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.json.JsonMapper;

/**
 * Keys that OpenBao made, rotated once and backed up, and what it encrypted and signed under both
 * versions.
 */
final class OpenBaoKeys {
    private record File(String comment, List<Made> keys) {}

    /**
     * One of them.
     *
     * @param context base64; empty if the key is not derived
     */
    record Made(
            String type,
            boolean derived,
            boolean convergent,
            String plaintext,
            String context,
            List<String> ciphertexts,
            List<String> signatures,
            List<String> hmacs,
            String backup) {
        @Override
        public String toString() {
            return type + (derived ? ", derived" : "") + (convergent ? ", convergent" : "");
        }
    }

    private OpenBaoKeys() {}

    static List<Made> all() {
        try (InputStream in =
                Objects.requireNonNull(
                        OpenBaoKeys.class.getResourceAsStream("/transit/openbao-keys.json"))) {
            return JsonMapper.shared().readValue(in, File.class).keys();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
