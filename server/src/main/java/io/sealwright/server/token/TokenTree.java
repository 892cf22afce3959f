package io.sealwright.server.token;

import io.sealwright.server.spi.DueWork;
import io.sealwright.storage.Keys;
import io.sealwright.storage.barrier.Transaction;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Revocation of tokens with their children. The token itself goes at once, and with it every token
 * below, since one without a living ancestor is never accepted; this only cleans up, as much as
 * fits into one transaction. What does not is left to the due index. See {@code
 * docs/decisions/token-tree.md}.
 */
final class TokenTree {
    /** Levels below an orphan. Each request of a token reads all its ancestors. */
    static final int MAX_DEPTH = 32;

    /**
     * What a continued piece of work does; the first byte of its id in the due index, followed by a
     * token's hash.
     */
    static final byte REVOKE_CHILDREN = 'R';

    static final byte ORPHAN_CHILDREN = 'O';
    static final byte CLEAR_CUBBYHOLE = 'C';
    static final byte REMOVE_USES = 'U';

    // Later than any clock of the cluster may be behind another, or the scheduler could have passed
    // the place already.
    private static final Duration LATER = Duration.ofSeconds(30);
    private static final byte[] VALUE = {1};
    private static final int PAGE = 64;

    private final TokenRecords records;
    private final Issuers issuers;
    private final TokenEnds ends;

    TokenTree(TokenRecords records, Issuers issuers, TokenEnds ends) {
        this.records = records;
        this.issuers = issuers;
        this.ends = ends;
    }

    /**
     * Whether all of a token's ancestors are there and not expired, and the auth mount is there
     * that issued it or its oldest one.
     */
    boolean rootsLive(Transaction transaction, TokenEntry entry, Instant now) {
        if (!issued(transaction, entry)) {
            return false;
        }
        String parent = entry.parent();
        for (int depth = 0; !parent.isEmpty(); depth++) {
            TokenEntry found = records.get(transaction, parent);
            if (found == null
                    || found.expired(now)
                    || depth == MAX_DEPTH
                    || !issued(transaction, found)) {
                return false;
            }
            if (found.retired()) {
                return true;
            }
            parent = found.parent();
        }
        return true;
    }

    private boolean issued(Transaction transaction, TokenEntry entry) {
        String issuer = entry.internal().get(LoginTokens.ISSUER);
        return issuer == null || issuers.find(transaction, entry.namespace(), issuer) != null;
    }

    /** Levels between a token and its oldest ancestor. */
    int depth(Transaction transaction, TokenEntry entry) {
        int depth = 0;
        @Nullable TokenEntry at = entry;
        while (at != null && !at.orphan() && !at.retired() && depth <= MAX_DEPTH) {
            at = records.get(transaction, at.parent());
            depth++;
        }
        return depth;
    }

    void revoke(Transaction transaction, TokenEntry entry, Instant now, Budget budget) {
        remove(transaction, entry, now, budget);
        revokeChildren(transaction, entry.hash(), now, budget);
    }

    /**
     * Revokes a token by its last use, which this transaction has taken. The counter stays for a
     * while: deleting it here would take the place of that addition, and with it the check that the
     * use was there to be taken.
     */
    void revokeUsedUp(Transaction transaction, TokenEntry entry, Instant now, Budget budget) {
        records.remove(transaction, entry);
        ends.ended(transaction, entry.hash(), now);
        clearCubbyhole(transaction, entry.hash(), now, budget);
        later(transaction, REMOVE_USES, entry.hash(), now);
        revokeChildren(transaction, entry.hash(), now, budget);
    }

    /**
     * Removes the counter of a token that is gone; one that was made meanwhile under the same id
     * may have its own.
     */
    void removeUses(Transaction transaction, String hash) {
        TokenEntry entry = records.get(transaction, hash);
        if (entry == null || entry.numUses() == 0) {
            records.removeUses(transaction, hash);
        }
    }

    /** Revokes everything below {@code hash}, whose own record is gone. */
    void revokeChildren(Transaction transaction, String hash, Instant now, Budget budget) {
        Deque<String> parents = new ArrayDeque<>();
        parents.push(hash);
        while (!parents.isEmpty()) {
            String parent = parents.peek();
            List<String> children = records.children(transaction, parent, PAGE);
            if (children.isEmpty()) {
                parents.pop();
            }
            for (String child : children) {
                if (!budget.take(Budget.TOKEN)) {
                    parents.forEach(left -> later(transaction, REVOKE_CHILDREN, left, now));
                    return;
                }
                revokeChild(transaction, parent, child, now, budget);
                parents.push(child);
            }
        }
    }

    private void revokeChild(
            Transaction transaction, String parent, String child, Instant now, Budget budget) {
        TokenEntry entry = records.get(transaction, child);
        if (entry != null) {
            remove(transaction, entry, now, budget);
        }
        records.unlink(transaction, parent, child);
    }

    /** Revokes a token alone; its children become orphans. */
    void revokeOrphaning(Transaction transaction, TokenEntry entry, Instant now, Budget budget) {
        remove(transaction, entry, now, budget);
        if (!orphanChildren(transaction, entry.hash(), budget)) {
            records.put(transaction, entry.asRetired());
            later(transaction, ORPHAN_CHILDREN, entry.hash(), now);
        }
    }

    /** Goes on where {@link #revokeOrphaning} stopped. */
    void orphanMore(Transaction transaction, String hash, Instant now, Budget budget) {
        TokenEntry retired = records.get(transaction, hash);
        if (retired == null || !retired.retired()) {
            return;
        }
        if (orphanChildren(transaction, hash, budget)) {
            records.removeRetired(transaction, retired);
        } else {
            later(transaction, ORPHAN_CHILDREN, hash, now);
        }
    }

    private boolean orphanChildren(Transaction transaction, String hash, Budget budget) {
        while (true) {
            List<String> children = records.children(transaction, hash, PAGE);
            if (children.isEmpty()) {
                return true;
            }
            for (String child : children) {
                if (!budget.take(Budget.TOKEN)) {
                    return false;
                }
                TokenEntry entry = records.get(transaction, child);
                if (entry != null) {
                    records.put(transaction, entry.asOrphan());
                }
                records.unlink(transaction, hash, child);
            }
        }
    }

    private void remove(Transaction transaction, TokenEntry entry, Instant now, Budget budget) {
        records.remove(transaction, entry);
        ends.ended(transaction, entry.hash(), now);
        if (entry.numUses() > 0) {
            records.removeUses(transaction, entry.hash());
        }
        clearCubbyhole(transaction, entry.hash(), now, budget);
    }

    void clearCubbyhole(Transaction transaction, String hash, Instant now, Budget budget) {
        if (!Cubbyholes.clear(transaction, hash, budget)) {
            later(transaction, CLEAR_CUBBYHOLE, hash, now);
        }
    }

    private static void later(Transaction transaction, byte what, String hash, Instant now) {
        byte[] id =
                ByteBuffer.allocate(1 + TokenRecords.HASH_BYTES)
                        .put(what)
                        .put(TokenRecords.bytes(hash))
                        .array();
        transaction.putDue(now.plus(LATER), DueWork.TOKEN, Keys.ROOT_NAMESPACE, id, VALUE);
    }
}
