package io.sealwright.server.auth.jwt;

import io.sealwright.server.jose.SignatureAlgorithm;
import io.sealwright.server.outbound.Trust;
import io.sealwright.server.spi.RecordCodec;
import io.sealwright.storage.barrier.Decoded;
import io.sealwright.storage.barrier.Records;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a mount is configured with. Strings are empty where nothing is set.
 *
 * @param issuerUrl {@code oidc_discovery_url}
 * @param issuerCa PEM
 * @param clientSecret shown to nobody
 * @param publicKeys PEM of keys that need no provider
 * @param algorithms none for all
 */
record Config(
        String issuerUrl,
        String issuerCa,
        String clientId,
        String clientSecret,
        String responseMode,
        List<String> responseTypes,
        String jwksUrl,
        String jwksCa,
        String defaultRole,
        List<String> publicKeys,
        List<String> algorithms,
        String boundIssuer,
        List<String> serverNames,
        boolean namespaceInState) {
    private static final String PATH = "config";
    private static final RecordCodec<Config> CODEC = RecordCodec.of(Config.class);

    Config {
        responseTypes = copy(responseTypes);
        publicKeys = copy(publicKeys);
        algorithms = copy(algorithms);
        serverNames = copy(serverNames);
    }

    private static List<String> copy(@Nullable List<String> list) {
        return List.copyOf(Objects.requireNonNullElse(list, List.of()));
    }

    static @Nullable Decoded<Config> find(Records records) {
        return records.get(PATH, CODEC);
    }

    void put(Records records) {
        records.put(PATH, CODEC.encode(this));
    }

    KeyOrigin origin() {
        if (!publicKeys.isEmpty()) {
            return new KeyOrigin.Pinned(publicKeys);
        }
        return jwksUrl.isEmpty()
                ? new KeyOrigin.Discovery(issuerUrl, new Trust(issuerCa, serverNames))
                : new KeyOrigin.Jwks(jwksUrl, new Trust(jwksCa, serverNames));
    }

    /** Whether people can log in with a browser. */
    boolean hasBrowserLogin() {
        return !issuerUrl.isEmpty() && !clientId.isEmpty() && !clientSecret.isEmpty();
    }

    /** The algorithms that tokens may be signed with. */
    Set<SignatureAlgorithm> allowed() {
        Set<SignatureAlgorithm> allowed = EnumSet.noneOf(SignatureAlgorithm.class);
        for (String name : algorithms) {
            SignatureAlgorithm found = SignatureAlgorithm.find(name);
            if (found != null) {
                allowed.add(found);
            }
        }
        return allowed.isEmpty() ? SignatureAlgorithm.ALL : allowed;
    }

    @Override
    public String toString() {
        return "Config";
    }
}
