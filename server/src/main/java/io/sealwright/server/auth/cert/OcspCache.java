package io.sealwright.server.auth.cert;

import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One mount's answers as long as they count, and those that are on their way. Thread-safe. */
final class OcspCache {
    private final Map<String, OcspAnswer> answers = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<String, CompletableFuture<OcspAnswer>> running = new HashMap<>();

    /**
     * @param size the most answers that are kept, those that were used last
     * @param asked begins to ask
     */
    synchronized CompletableFuture<OcspAnswer> find(
            String key, int size, Instant now, Supplier<CompletableFuture<OcspAnswer>> asked) {
        OcspAnswer known = answers.get(key);
        if (known != null && known.counts(now)) {
            return CompletableFuture.completedFuture(known);
        }
        CompletableFuture<OcspAnswer> current = running.get(key);
        if (current != null) {
            return current;
        }
        CompletableFuture<OcspAnswer> begun = asked.get();
        running.put(key, begun);
        // Not with the one that is given out: whoever waits for it finds it kept.
        return begun.whenComplete((answer, _) -> ended(key, size, answer));
    }

    private synchronized void ended(String key, int size, @Nullable OcspAnswer answer) {
        running.remove(key);
        if (answer == null) {
            return;
        }
        answers.put(key, answer);
        while (answers.size() > size) {
            answers.remove(answers.keySet().iterator().next());
        }
    }
}
