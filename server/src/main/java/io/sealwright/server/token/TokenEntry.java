package io.sealwright.server.token;

import io.sealwright.server.quotas.LeaseCounts;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A token as it is stored, without the token itself: that is known by its keyed hash alone.
 *
 * @param hash hex of the keyed hash of the token: its storage id
 * @param parent hex of the parent's hash; empty for an orphan
 * @param path that created it, as in {@code auth/token/create}
 * @param creationTime epoch seconds
 * @param lastRenewalTime epoch seconds; 0 = never renewed
 * @param ttl seconds at creation; 0 = does not expire
 * @param expireTime epoch milliseconds; 0 = does not expire
 * @param explicitMaxTtl seconds; 0 = none
 * @param period seconds; 0 = not periodic
 * @param numUses at creation; 0 = not limited; what is left is a counter of its own
 * @param role token role; empty for none
 * @param internal data of the creator that is shown to nobody, such as a wrapping token's creation
 *     path
 * @param namespace number of the namespace that it is of
 */
public record TokenEntry(
        String hash,
        String accessor,
        String parent,
        List<String> policies,
        String path,
        String displayName,
        Map<String, String> metadata,
        int numUses,
        long creationTime,
        long lastRenewalTime,
        long ttl,
        long expireTime,
        long explicitMaxTtl,
        long period,
        boolean renewable,
        String type,
        String role,
        String entityId,
        List<String> boundCidrs,
        Map<String, String> internal,
        int namespace) {
    private static final String RETIRED = "retired";
    private static final String COUNTED_BY = "counted_by";

    public TokenEntry {
        policies = List.copyOf(policies);
        metadata = Map.copyOf(metadata);
        boundCidrs = List.copyOf(boundCidrs);
        internal = Map.copyOf(internal);
    }

    public boolean orphan() {
        return parent.isEmpty();
    }

    public boolean root() {
        return policies.contains("root");
    }

    /** Whether its time is over; it may still be stored, until the expiry has been processed. */
    public boolean expired(Instant now) {
        return expireTime > 0 && now.toEpochMilli() >= expireTime;
    }

    /** Seconds that the last renewal gave, or the creation if there was none. */
    long lastTtl() {
        return lastRenewalTime == 0 ? ttl : Math.floorDiv(expireTime, 1_000) - lastRenewalTime;
    }

    /**
     * Revoked without its children, some of which still name it as their parent: no token any more,
     * and they are orphans.
     */
    boolean retired() {
        return internal.containsKey(RETIRED);
    }

    /** What {@link LeaseCounts#take} said of it. */
    String countedBy() {
        return internal.getOrDefault(COUNTED_BY, LeaseCounts.NONE);
    }

    TokenEntry countedBy(String quota) {
        Map<String, String> changed = new HashMap<>(internal);
        if (quota.isEmpty()) {
            changed.remove(COUNTED_BY);
        } else {
            changed.put(COUNTED_BY, quota);
        }
        return new TokenEntry(
                hash,
                accessor,
                parent,
                policies,
                path,
                displayName,
                metadata,
                numUses,
                creationTime,
                lastRenewalTime,
                ttl,
                expireTime,
                explicitMaxTtl,
                period,
                renewable,
                type,
                role,
                entityId,
                boundCidrs,
                changed,
                namespace);
    }

    TokenEntry asRenewed(Instant now, long newExpireTime) {
        return new TokenEntry(
                hash,
                accessor,
                parent,
                policies,
                path,
                displayName,
                metadata,
                numUses,
                creationTime,
                now.getEpochSecond(),
                ttl,
                newExpireTime,
                explicitMaxTtl,
                period,
                renewable,
                type,
                role,
                entityId,
                boundCidrs,
                internal,
                namespace);
    }

    TokenEntry asOrphan() {
        return new TokenEntry(
                hash,
                accessor,
                "",
                policies,
                path,
                displayName,
                metadata,
                numUses,
                creationTime,
                lastRenewalTime,
                ttl,
                expireTime,
                explicitMaxTtl,
                period,
                renewable,
                type,
                role,
                entityId,
                boundCidrs,
                internal,
                namespace);
    }

    TokenEntry asRetired() {
        return new TokenEntry(
                hash,
                "",
                "",
                List.of(),
                path,
                "",
                Map.of(),
                0,
                creationTime,
                lastRenewalTime,
                0,
                0,
                0,
                0,
                false,
                type,
                "",
                "",
                List.of(),
                Map.of(RETIRED, "true"),
                namespace);
    }

    @Override
    public String toString() {
        return "TokenEntry[" + policies + "]";
    }
}
