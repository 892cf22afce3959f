package io.sealwright.server.auth.kubernetes;

import io.sealwright.server.spi.RecordCodec;
import io.sealwright.storage.barrier.Decoded;
import io.sealwright.storage.barrier.Records;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a mount is configured with. Strings are empty where nothing is set.
 *
 * @param host as it was given, see {@link KubernetesApi}
 * @param authorities PEM; empty for the file in this pod
 * @param reviewerToken shown to nobody; empty for the file in this pod, or for the token of the
 *     login
 * @param publicKeys PEM of the keys that service accounts' tokens are signed with; none if only the
 *     API is asked
 * @param issuer of tokens; empty for the usual one
 * @param ignoreFiles no files of this pod are used
 */
record Config(
        String host,
        String authorities,
        String reviewerToken,
        List<String> publicKeys,
        String issuer,
        boolean anyIssuer,
        boolean ignoreFiles) {
    private static final String PATH = "config";
    private static final String USUAL_ISSUER = "kubernetes/serviceaccount";
    private static final RecordCodec<Config> CODEC = RecordCodec.of(Config.class);

    Config {
        publicKeys = List.copyOf(Objects.requireNonNullElse(publicKeys, List.of()));
    }

    static @Nullable Decoded<Config> find(Records records) {
        return records.get(PATH, CODEC);
    }

    void put(Records records) {
        records.put(PATH, CODEC.encode(this));
    }

    /** The issuer that tokens must name; empty for any. */
    String expectedIssuer() {
        if (anyIssuer) {
            return "";
        }
        return issuer.isEmpty() ? USUAL_ISSUER : issuer;
    }

    @Override
    public String toString() {
        return "Config";
    }
}
