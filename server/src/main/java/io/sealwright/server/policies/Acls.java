package io.sealwright.server.policies;

import io.sealwright.policy.Acl;
import io.sealwright.policy.Policy;
import io.sealwright.policy.TemplateContext;
import io.sealwright.storage.ControlClass;
import io.sealwright.storage.barrier.Transaction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/**
 * Compiled ACLs, one for each set of policies in use; valid while no policy of the namespace has
 * been written since. Thread-safe.
 */
@Component
public final class Acls {
    // A set of policies costs a few KiB compiled; beyond this many the cache starts again.
    private static final int MAX_CACHED = 4_096;

    private record Key(int namespace, List<String> policies) {}

    private record Compiled(long revision, Acl acl) {
        boolean valid(long current, Instant now) {
            return revision == current && acl.validUntil().map(now::isBefore).orElse(true);
        }
    }

    private final Policies policies;
    private final ConcurrentHashMap<Key, Compiled> cache = new ConcurrentHashMap<>();

    Acls(Policies policies) {
        this.policies = policies;
    }

    /**
     * The ACL of these policies as of the transaction's view. A name without a policy grants
     * nothing.
     */
    public Acl of(Transaction transaction, int namespace, List<String> names, Instant now) {
        if (names.contains(Policies.ROOT)) {
            return Acl.root();
        }
        long revision = transaction.classRevision(namespace, ControlClass.POLICIES);
        Key key = new Key(namespace, names);
        Compiled cached = cache.get(key);
        if (cached != null && cached.valid(revision, now)) {
            return cached.acl();
        }
        Acl acl = compile(transaction, namespace, names, now);
        if (cache.size() >= MAX_CACHED) {
            cache.clear();
        }
        cache.put(key, new Compiled(revision, acl));
        return acl;
    }

    private Acl compile(Transaction transaction, int namespace, List<String> names, Instant now) {
        List<Policy> found = new ArrayList<>();
        for (String name : names) {
            StoredPolicy policy = policies.find(transaction, namespace, name);
            if (policy != null) {
                found.add(policy.parsed());
            }
        }
        return Acl.compile(found, TemplateContext.none(), now);
    }
}
