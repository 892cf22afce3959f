package io.sealwright.server.usage;

import io.sealwright.server.mount.Mounted;
import io.sealwright.server.mount.Mounts;
import io.sealwright.server.spi.EngineContext;
import io.sealwright.storage.barrier.Transaction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Who reads what, as of a view: what the store has, and what this node has not merged yet. What
 * other nodes have not merged is missing. Thread-safe.
 */
@Component
final class Usage {
    /** Secrets that one answer looks at; it says where to go on. */
    static final int MAX_EXAMINED = 5_000;

    private static final int PAGE = 500;

    private final Mounts mounts;
    private final Map<String, UsedSecrets> engines = new HashMap<>();
    private final SecretUses uses;
    private final Merge merge;
    private final Unmerged unmerged;

    /**
     * @param mountPath with a slash at its end
     * @param below its path below the mount
     * @param since when the secret was created
     */
    record Secret(String mountPath, String below, Instant since, Use use) {
        String path() {
            return mountPath + below;
        }

        /** Since when nobody has read it. */
        Instant unusedSince() {
            return use.reads() == 0 ? since : Instant.ofEpochMilli(use.last());
        }
    }

    /**
     * @param next where to go on behind; empty at the end
     */
    record Page(List<Secret> secrets, String next) {}

    Usage(
            Mounts mounts,
            List<UsedSecrets> engines,
            SecretUses uses,
            Merge merge,
            Unmerged unmerged) {
        this.mounts = mounts;
        engines.forEach(engine -> this.engines.put(engine.type(), engine));
        this.uses = uses;
        this.merge = merge;
        this.unmerged = unmerged;
    }

    /**
     * @param path with the mount's
     * @return null if there is no such secret
     */
    @Nullable Secret secret(Transaction transaction, int namespace, String path, Instant now) {
        Mounted mounted = mounts.table(transaction, namespace).match(path);
        UsedSecrets engine = mounted == null ? null : engines.get(mounted.type().name());
        if (mounted == null
                || engine == null
                || path.length() <= mounted.mount().path().length()
                || path.endsWith("/")) {
            return null;
        }
        EngineContext context = new EngineContext(transaction, mounted.mount(), now);
        String below = path.substring(mounted.mount().path().length());
        Instant since = engine.since(context, below);
        Target target = new Target.OfSecret(namespace, mounted.mount().space(), below);
        return since == null
                ? null
                : new Secret(
                        mounted.mount().path(),
                        below,
                        since,
                        use(transaction, target, ahead(transaction)));
    }

    /**
     * @return null if it has read nothing in this namespace that is still known
     */
    @Nullable Use identity(Transaction transaction, int namespace, String identity) {
        Use use = use(transaction, new Target.OfIdentity(namespace, identity), ahead(transaction));
        return use.reads() == 0 ? null : use;
    }

    private Map<Target, List<Portion.Added>> ahead(Transaction transaction) {
        return unmerged.beyond(merge.merged(transaction));
    }

    private Use use(
            Transaction transaction, Target target, Map<Target, List<Portion.Added>> ahead) {
        Use stored = uses.look(transaction, target);
        Use use = stored == null ? Use.NONE : stored;
        for (Portion.Added added : ahead.getOrDefault(target, List.of())) {
            use = use.plus(added.other(), added.day(), added.counted());
        }
        return use;
    }

    /**
     * Secrets that nobody has read since {@code before}, by mount and path.
     *
     * @param after with the mount's path; empty for the first page
     * @param limit at most so many
     */
    Page unused(
            Transaction transaction,
            int namespace,
            Instant before,
            String after,
            int limit,
            Instant now) {
        Search search = new Search(transaction, before, limit, ahead(transaction));
        for (Mounted mounted : mounts.table(transaction, namespace).all()) {
            UsedSecrets engine = engines.get(mounted.type().name());
            String path = mounted.mount().path();
            boolean within = after.startsWith(path);
            if (engine == null || (!within && path.compareTo(after) < 0)) {
                continue;
            }
            EngineContext context = new EngineContext(transaction, mounted.mount(), now);
            if (!search.mount(engine, context, within ? after.substring(path.length()) : "")) {
                break;
            }
        }
        return search.page();
    }

    /** One walk over secrets, which ends when it has found or looked at enough. */
    private final class Search {
        private final Transaction transaction;
        private final Instant before;
        private final int limit;
        private final Map<Target, List<Portion.Added>> ahead;
        private final List<Secret> found = new ArrayList<>();
        private int examined;
        private String next = "";

        Search(
                Transaction transaction,
                Instant before,
                int limit,
                Map<Target, List<Portion.Added>> ahead) {
            this.transaction = transaction;
            this.before = before;
            this.limit = limit;
            this.ahead = ahead;
        }

        /** Whether to go on with the next mount. */
        boolean mount(UsedSecrets engine, EngineContext context, String after) {
            String last = after;
            while (true) {
                List<String> paths = engine.paths(context, last, PAGE);
                for (String path : paths) {
                    if (found.size() >= limit || examined >= MAX_EXAMINED) {
                        next = context.mount().path() + last;
                        return false;
                    }
                    look(engine, context, path);
                    last = path;
                }
                if (paths.size() < PAGE) {
                    return true;
                }
            }
        }

        private void look(UsedSecrets engine, EngineContext context, String path) {
            examined++;
            Instant since = engine.since(context, path);
            if (since == null) {
                return;
            }
            Target target =
                    new Target.OfSecret(
                            context.mount().namespaceId(), context.mount().space(), path);
            Secret secret =
                    new Secret(
                            context.mount().path(), path, since, use(transaction, target, ahead));
            if (!secret.unusedSince().isAfter(before)) {
                found.add(secret);
            }
        }

        Page page() {
            return new Page(found, next);
        }
    }
}
