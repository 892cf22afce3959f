package io.sealwright.server.token;

import io.sealwright.server.spi.DueWork;
import io.sealwright.server.spi.RecordCodec;
import io.sealwright.storage.Keys;
import io.sealwright.storage.barrier.Transaction;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Walks over all tokens in bounded steps, each a transaction of its own, and revokes some of them.
 * Goes on through the due index. Thread-safe.
 */
@Component
public final class TokenSweep {
    /** First byte of a step's id in the due index. */
    static final byte STEP = 'S';

    // See TokenTree: never before a place that the scheduler may have passed.
    private static final Duration LATER = Duration.ofSeconds(30);
    private static final int ID_BYTES = 16;
    private static final int PAGE = 1_000;
    private static final int MAX_SCANNED = 50_000;
    private static final RecordCodec<Step> STEPS = RecordCodec.of(Step.class);

    /**
     * @param prefix revoke the tokens that were created at or below this path; empty = only those
     *     that are dead already
     * @param after hash of the last token that was looked at; empty at the start
     * @param namespace whose tokens the prefix is about
     */
    record Step(String prefix, String after, int namespace) {}

    private final TokenStore tokens;
    private final SecureRandom random;

    TokenSweep(TokenStore tokens, SecureRandom random) {
        this.tokens = tokens;
        this.random = random;
    }

    /**
     * Starts revoking every token that was created at {@code prefix} or below it.
     *
     * @return whether all of them are revoked in this transaction; else the rest follow in the
     *     background
     */
    public boolean revokeBelow(Transaction transaction, int namespace, String prefix, Instant now) {
        return run(transaction, new Step(withSlash(prefix), "", namespace), now);
    }

    /**
     * Revokes tokens of a namespace, as many as one transaction may.
     *
     * @return whether none is left
     */
    public boolean revokeAllOf(Transaction transaction, int namespace, Instant now) {
        Budget budget = Budget.ofTransaction();
        List<String> hashes = tokens.records().hashesOf(transaction, namespace, PAGE);
        for (String hash : hashes) {
            TokenEntry entry = tokens.records().get(transaction, hash);
            if (entry != null && !revoke(transaction, entry, now, budget)) {
                return false;
            }
        }
        return hashes.size() < PAGE;
    }

    /**
     * Soon removes tokens that can no longer be used but are still stored: used up, or without a
     * living ancestor.
     */
    public void tidy(Transaction transaction, Instant now) {
        schedule(transaction, new Step("", "", Keys.ROOT_NAMESPACE), now);
    }

    void go(Transaction transaction, byte[] value, Instant now) {
        boolean _ = run(transaction, STEPS.decode(value), now);
    }

    private boolean run(Transaction transaction, Step step, Instant now) {
        Budget budget = Budget.ofTransaction();
        String after = step.after;
        for (int scanned = 0; scanned < MAX_SCANNED; scanned += PAGE) {
            List<TokenEntry> page = tokens.page(transaction, after, PAGE);
            for (TokenEntry entry : page) {
                if (wanted(transaction, step, entry, now)
                        && !revoke(transaction, entry, now, budget)) {
                    schedule(transaction, new Step(step.prefix, after, step.namespace), now);
                    return false;
                }
                after = entry.hash();
            }
            if (page.size() < PAGE) {
                return true;
            }
        }
        schedule(transaction, new Step(step.prefix, after, step.namespace), now);
        return false;
    }

    private boolean wanted(Transaction transaction, Step step, TokenEntry entry, Instant now) {
        if (entry.retired()) {
            return false;
        }
        return step.prefix.isEmpty()
                ? tokens.dead(transaction, entry, now)
                : entry.namespace() == step.namespace
                        && withSlash(entry.path()).startsWith(step.prefix);
    }

    private boolean revoke(Transaction transaction, TokenEntry entry, Instant now, Budget budget) {
        if (!budget.take(Budget.TOKEN)) {
            return false;
        }
        tokens.revoke(transaction, entry, now, budget);
        return true;
    }

    private void schedule(Transaction transaction, Step step, Instant now) {
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        byte[] tagged = ByteBuffer.allocate(1 + ID_BYTES).put(STEP).put(id).array();
        transaction.putDue(
                now.plus(LATER), DueWork.TOKEN, Keys.ROOT_NAMESPACE, tagged, STEPS.encode(step));
    }

    private static String withSlash(String path) {
        return path.endsWith("/") ? path : path + "/";
    }
}
