package io.sealwright.server.policies;

import io.sealwright.policy.Acl;
import io.sealwright.policy.Policy;
import io.sealwright.policy.TemplateContext;
import io.sealwright.server.identity.Identity;
import io.sealwright.storage.ControlClass;
import io.sealwright.storage.barrier.Transaction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Compiled ACLs, one for each set of policies in use, and one for each identity where paths depend
 * on it; valid while no policy of the namespace has been written since, and the identity is the
 * same. Thread-safe.
 */
@Component
public final class Acls {
    // A set of policies costs a few KiB compiled; beyond this many the cache starts again.
    private static final int MAX_CACHED = 4_096;

    /**
     * @param entityId empty for what holds for anybody
     */
    private record Key(int namespace, List<String> policies, String entityId) {}

    /**
     * @param templated whether other identities get another ACL
     */
    private record Compiled(long revision, TemplateContext template, boolean templated, Acl acl) {
        boolean valid(long current, TemplateContext currentTemplate, Instant now) {
            return revision == current
                    && template.equals(currentTemplate)
                    && acl.validUntil().map(now::isBefore).orElse(true);
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
     *
     * @param identity what templated paths are filled with; null: they match nothing
     */
    public Acl of(
            Transaction transaction,
            int namespace,
            List<String> names,
            @Nullable Identity identity,
            Instant now) {
        if (names.contains(Policies.ROOT)) {
            return Acl.root();
        }
        Key key = new Key(namespace, names, "");
        Compiled anybodys = compiled(transaction, key, TemplateContext.none(), now);
        if (identity == null || !anybodys.templated()) {
            return anybodys.acl();
        }
        return compiled(
                        transaction,
                        new Key(namespace, names, identity.entityId()),
                        identity.template(),
                        now)
                .acl();
    }

    private Compiled compiled(
            Transaction transaction, Key key, TemplateContext template, Instant now) {
        long revision = transaction.classRevision(key.namespace(), ControlClass.POLICIES);
        Compiled cached = cache.get(key);
        if (cached != null && cached.valid(revision, template, now)) {
            return cached;
        }
        List<Policy> found = found(transaction, key);
        Compiled compiled =
                new Compiled(
                        revision,
                        template,
                        found.stream().anyMatch(Policy::templated),
                        Acl.compile(found, template, now));
        if (cache.size() >= MAX_CACHED) {
            cache.clear();
        }
        cache.put(key, compiled);
        return compiled;
    }

    /**
     * As {@link #of}, but not kept: for looking at many sets of policies that nobody may be using.
     */
    public Acl once(
            Transaction transaction,
            int namespace,
            List<String> names,
            @Nullable Identity identity,
            Instant now) {
        return names.contains(Policies.ROOT)
                ? Acl.root()
                : Acl.compile(
                        found(transaction, new Key(namespace, names, "")),
                        identity == null ? TemplateContext.none() : identity.template(),
                        now);
    }

    private List<Policy> found(Transaction transaction, Key key) {
        List<Policy> found = new ArrayList<>();
        for (String name : key.policies()) {
            StoredPolicy policy = policies.find(transaction, key.namespace(), name);
            if (policy != null) {
                found.add(policy.parsed());
            }
        }
        return found;
    }
}
