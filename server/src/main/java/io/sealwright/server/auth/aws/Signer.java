package io.sealwright.server.auth.aws;

import io.sealwright.server.token.TokenSettings;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stored signer with its access keys.
 *
 * @param regions that it may sign for; empty = every one
 * @param entityId behind it
 * @param keys at most {@value #MAX_KEYS}, the oldest first
 */
record Signer(TokenSettings token, List<String> regions, String entityId, List<AccessKey> keys) {
    /** So that one can be put into use before the other ends. */
    static final int MAX_KEYS = 2;

    Signer {
        regions = regions == null ? List.of() : List.copyOf(regions);
        keys = keys == null ? List.of() : List.copyOf(keys);
    }

    @Nullable AccessKey key(String id) {
        for (AccessKey key : keys) {
            if (key.id().equals(id)) {
                return key;
            }
        }
        return null;
    }

    Signer with(AccessKey key) {
        List<AccessKey> more = new ArrayList<>(keys);
        more.add(key);
        return new Signer(token, regions, entityId, more);
    }

    Signer without(String id) {
        return new Signer(
                token,
                regions,
                entityId,
                keys.stream().filter(key -> !key.id().equals(id)).toList());
    }

    @Override
    public String toString() {
        return "Signer[" + keys.size() + " keys]";
    }
}
