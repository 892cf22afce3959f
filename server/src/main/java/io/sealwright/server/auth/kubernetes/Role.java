package io.sealwright.server.auth.kubernetes;

import io.sealwright.server.auth.Glob;
import io.sealwright.server.spi.RecordCodec;
import io.sealwright.server.token.TokenSettings;
import io.sealwright.storage.barrier.Decoded;
import io.sealwright.storage.barrier.Records;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A stored role.
 *
 * @param uid hex of random bytes: a role that is made again under the same name is another
 * @param names patterns of the service accounts' names
 * @param namespaces patterns of namespaces; null if none was ever given
 * @param selector of namespaces by their labels, as it was written; empty for none
 * @param audience that tokens must be for; empty for any
 */
record Role(
        String uid,
        List<String> names,
        @Nullable List<String> namespaces,
        String selector,
        String audience,
        AliasNameSource aliasNameSource,
        TokenSettings token) {
    static final String FOLDER = "role/";
    private static final RecordCodec<Role> CODEC = RecordCodec.of(Role.class);

    Role {
        names = List.copyOf(Objects.requireNonNullElse(names, List.of()));
    }

    static Role unset(String uid) {
        return new Role(uid, List.of(), null, "", "", AliasNameSource.UID, TokenSettings.NONE);
    }

    /**
     * @param name in its stored form
     */
    static @Nullable Role find(Records records, String name) {
        Decoded<Role> found = records.get(FOLDER + name, CODEC);
        return found == null ? null : found.value();
    }

    static void put(Records records, String name, Role role) {
        records.put(FOLDER + name, CODEC.encode(role));
    }

    boolean allowsName(String name) {
        return matches(names, name);
    }

    /** By its name alone. */
    boolean allowsNamespace(String namespace) {
        return namespaces != null && matches(namespaces, namespace);
    }

    private static boolean matches(List<String> patterns, String text) {
        return patterns.stream().anyMatch(pattern -> Glob.matches(pattern, text));
    }

    @Override
    public String toString() {
        return "Role";
    }
}
