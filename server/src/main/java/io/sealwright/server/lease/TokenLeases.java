package io.sealwright.server.lease;

import io.sealwright.server.token.TokenEntry;
import io.sealwright.server.token.TokenStore;
import io.sealwright.storage.barrier.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The leases of tokens. They are not stored: the id is made from the token's own record, as path
 * {@code /h} hash. A token that never expires has none. Thread-safe.
 */
@Component
final class TokenLeases {
    /** The most names of one listing. */
    static final int MAX_LISTED = 100_000;

    private static final Pattern ID = Pattern.compile("(.+)/h([0-9a-f]{64})");
    private static final int PAGE = 1_000;

    private final TokenStore tokens;

    TokenLeases(TokenStore tokens) {
        this.tokens = tokens;
    }

    /** The living token of a lease id; null if there is no such lease. */
    @Nullable TokenEntry find(Transaction transaction, int namespace, String leaseId, Instant now) {
        Matcher id = ID.matcher(leaseId);
        if (!id.matches()) {
            return null;
        }
        TokenEntry entry = tokens.findByHash(transaction, id.group(2), now);
        return entry != null
                        && entry.namespace() == namespace
                        && entry.path().equals(id.group(1))
                        && entry.expireTime() > 0
                ? entry
                : null;
    }

    /**
     * Names directly below a folder of lease ids, in order, those of subfolders with a slash. Reads
     * every token.
     *
     * @param folder empty, or with a slash at its end
     * @param limit at most {@link #MAX_LISTED}
     */
    List<String> list(
            Transaction transaction,
            int namespace,
            String folder,
            String after,
            int limit,
            Instant now) {
        TreeSet<String> names = new TreeSet<>();
        String last = "";
        while (true) {
            List<TokenEntry> page = tokens.page(transaction, last, PAGE);
            for (TokenEntry entry : page) {
                last = entry.hash();
                String name = entry.namespace() == namespace ? nameBelow(folder, entry, now) : null;
                if (name != null && name.compareTo(after) > 0) {
                    names.add(name);
                    if (names.size() > limit) {
                        names.removeLast();
                    }
                }
            }
            if (page.size() < PAGE) {
                return List.copyOf(names);
            }
        }
    }

    private static @Nullable String nameBelow(String folder, TokenEntry entry, Instant now) {
        if (entry.expireTime() == 0 || entry.expired(now)) {
            return null;
        }
        String id = entry.path() + "/h" + entry.hash();
        if (!id.startsWith(folder)) {
            return null;
        }
        int slash = id.indexOf('/', folder.length());
        return slash < 0 ? id.substring(folder.length()) : id.substring(folder.length(), slash + 1);
    }

    void revoke(Transaction transaction, TokenEntry entry, Instant now) {
        tokens.revoke(transaction, entry, now);
    }
}
