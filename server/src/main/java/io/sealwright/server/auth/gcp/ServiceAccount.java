package io.sealwright.server.auth.gcp;

import io.sealwright.server.token.TokenSettings;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stored service account with its keys.
 *
 * @param entityId behind it
 * @param clientId digits, as Google numbers its accounts; nothing is found by it
 * @param keys at most {@value #MAX_KEYS}, the oldest first
 */
record ServiceAccount(
        TokenSettings token, String entityId, String clientId, List<AccountKey> keys) {
    /** As with Google. */
    static final int MAX_KEYS = 10;

    ServiceAccount {
        keys = keys == null ? List.of() : List.copyOf(keys);
    }

    @Nullable AccountKey key(String id) {
        for (AccountKey key : keys) {
            if (key.id().equals(id)) {
                return key;
            }
        }
        return null;
    }

    ServiceAccount with(AccountKey key) {
        List<AccountKey> more = new ArrayList<>(keys);
        more.add(key);
        return new ServiceAccount(token, entityId, clientId, more);
    }

    ServiceAccount without(String id) {
        return new ServiceAccount(
                token,
                entityId,
                clientId,
                keys.stream().filter(key -> !key.id().equals(id)).toList());
    }

    @Override
    public String toString() {
        return "ServiceAccount[" + keys.size() + " keys]";
    }
}
