package io.sealwright.server.auth.cert;

import io.sealwright.server.outbound.Outbound;
import io.sealwright.server.outbound.OutboundException;
import io.sealwright.storage.SpaceId;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.stereotype.Component;

/**
 * The answers that this node keeps for its mounts. Whoever asks what is being asked already waits
 * for that answer; at most {@value #MAX_WAITING} wait. Thread-safe.
 */
@Component
final class OcspAnswers {
    /** Mounts beyond it ask again. */
    private static final int MAX_MOUNTS = 1_024;

    static final int MAX_WAITING = 64;

    private final OcspClient client;
    private final Executor threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<SpaceId, OcspCache> mounts = new LinkedHashMap<>(16, 0.75f, true);
    private final Semaphore waiting = new Semaphore(MAX_WAITING);

    OcspAnswers(OcspClient client) {
        this.client = client;
    }

    /**
     * @param size the most answers that the mount keeps
     * @param wait no longer than {@link Outbound#TOTAL} counts
     * @throws OutboundException if this server has too much else to ask
     */
    OcspAnswer about(OcspQuestion question, SpaceId mount, int size, Instant now, Duration wait) {
        CompletableFuture<OcspAnswer> answer =
                cache(mount).find(question.key(), size, now, () -> asked(question, now));
        return answer.isDone() ? await(answer, now, Duration.ZERO) : waited(answer, now, wait);
    }

    private CompletableFuture<OcspAnswer> asked(OcspQuestion question, Instant now) {
        return CompletableFuture.supplyAsync(
                () -> client.ask(question, now, Outbound.TOTAL), threads);
    }

    private synchronized OcspCache cache(SpaceId mount) {
        OcspCache known = mounts.get(mount);
        if (known != null) {
            return known;
        }
        if (mounts.size() >= MAX_MOUNTS) {
            mounts.remove(mounts.keySet().iterator().next());
        }
        OcspCache made = new OcspCache();
        mounts.put(mount, made);
        return made;
    }

    private OcspAnswer waited(CompletableFuture<OcspAnswer> answer, Instant now, Duration wait) {
        if (!waiting.tryAcquire()) {
            throw OutboundException.busy("too many logins wait for OCSP responders");
        }
        try {
            return await(answer, now, wait.compareTo(Outbound.TOTAL) < 0 ? wait : Outbound.TOTAL);
        } finally {
            waiting.release();
        }
    }

    private static OcspAnswer await(
            CompletableFuture<OcspAnswer> answer, Instant now, Duration wait) {
        try {
            return answer.get(wait.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof OutboundException known) {
                throw known;
            }
            throw new IllegalStateException("asking about a certificate failed", e.getCause());
        } catch (TimeoutException e) {
            return OcspAnswer.none("no answer in time", now);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return OcspAnswer.none("interrupted while waiting", now);
        }
    }
}
