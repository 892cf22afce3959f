package io.sealwright.server.quotas;

import io.sealwright.server.mount.Mounted;
import io.sealwright.server.quotas.RateWindows.Taken;
import io.sealwright.server.spi.EngineContext;
import io.sealwright.server.spi.Failure;
import io.sealwright.server.spi.Request;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.storage.Keys;
import io.sealwright.storage.barrier.Transaction;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Counts requests against the rate limit that is for them. Thread-safe. */
@Component
public final class RateLimits {
    private final Quotas quotas;
    private final RateWindows windows = new RateWindows();

    RateLimits(Quotas quotas) {
        this.quotas = quotas;
    }

    /**
     * Counts a request; to be called once for each, before anything else is done for it.
     *
     * @param mounted where it leads; null if nowhere
     */
    public RateCount count(Transaction transaction, Request request, @Nullable Mounted mounted) {
        QuotaTable table = quotas.table(transaction, Keys.ROOT_NAMESPACE);
        if (table.isEmpty() || table.config().exempts(whole(request))) {
            return RateCount.UNLIMITED;
        }
        Optional<RateLimitQuota> quota =
                mounted == null
                        ? table.find("", whole(request), "")
                        : table.find(
                                mounted.mount().accessor(),
                                below(mounted, request.path()),
                                role(table, transaction, request, mounted));
        return quota.map(found -> counted(found, table.config(), request))
                .orElse(RateCount.UNLIMITED);
    }

    /** Quotas are the cluster's: paths in them begin at the root namespace. */
    private static String whole(Request request) {
        return request.namespace() + request.path();
    }

    private static String below(Mounted mounted, String path) {
        return path.substring(Math.min(path.length(), mounted.mount().path().length()));
    }

    private static String role(
            QuotaTable table, Transaction transaction, Request request, Mounted mounted) {
        if (!table.asksForRole(mounted.mount().accessor())) {
            return "";
        }
        EngineContext context = new EngineContext(transaction, mounted.mount(), request.time());
        return mounted.type()
                .roleOfLogin(context, below(mounted, request.path()), request.body().object());
    }

    private RateCount counted(RateLimitQuota quota, QuotaConfig config, Request request) {
        Taken taken = windows.take(quota, request.remote().address(), request.time());
        RequestFailure refusal = taken.allowed() ? null : refusal(request, taken);
        Map<String, String> headers = new LinkedHashMap<>();
        if (config.responseHeaders() && !taken.blocked()) {
            headers.put("X-Ratelimit-Limit", Long.toString(quota.most()));
            headers.put("X-Ratelimit-Remaining", Long.toString(taken.remaining()));
            headers.put("X-Ratelimit-Reset", Long.toString(taken.resetAfter().toSeconds()));
        }
        return new RateCount(refusal, config.auditLogging(), headers);
    }

    private static RequestFailure refusal(Request request, Taken taken) {
        return new RequestFailure(
                new Failure.RateLimited(
                        "request path \"" + whole(request) + "\": rate limit quota exceeded",
                        taken.resetAfter()));
    }
}
