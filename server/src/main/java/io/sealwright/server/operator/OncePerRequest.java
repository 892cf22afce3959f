package io.sealwright.server.operator;

import io.sealwright.server.node.Duty;
import io.sealwright.server.spi.Handler;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.storage.TransactionId;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * For handlers that do something outside their transaction, such as taking a key share: a conflict
 * runs a handler again, but what it did happens once, and the later runs get the same outcome.
 * Outcomes may hold new key shares: few are kept, not for long, and none beyond a seal.
 * Thread-safe.
 */
@Component
final class OncePerRequest implements Duty {
    static final int KEPT = 256;

    // Longer than any request may take.
    private static final long KEPT_NANOS = Duration.ofMinutes(2).toNanos();

    private final Map<TransactionId, Kept> outcomes = new LinkedHashMap<>();

    private record Kept(long at, Outcome outcome) {}

    private sealed interface Outcome {
        record Answered(Response response) implements Outcome {}

        record Refused(RequestFailure failure) implements Outcome {}
    }

    Handler of(Handler effect) {
        return call -> run(call.request().id(), () -> effect.handle(call));
    }

    Response run(TransactionId request, Supplier<Response> effect) {
        Outcome known = find(request);
        Outcome outcome = known == null ? attempt(effect) : known;
        if (known == null) {
            keep(request, outcome);
        }
        return switch (outcome) {
            case Outcome.Answered(Response response) -> response;
            case Outcome.Refused(RequestFailure failure) -> throw failure;
        };
    }

    private static Outcome attempt(Supplier<Response> effect) {
        try {
            return new Outcome.Answered(effect.get());
        } catch (RequestFailure refused) {
            return new Outcome.Refused(refused);
        }
    }

    private synchronized @Nullable Outcome find(TransactionId request) {
        forgetOld();
        Kept kept = outcomes.get(request);
        return kept == null ? null : kept.outcome();
    }

    private synchronized void keep(TransactionId request, Outcome outcome) {
        if (outcomes.size() >= KEPT) {
            outcomes.remove(outcomes.keySet().iterator().next());
        }
        outcomes.put(request, new Kept(System.nanoTime(), outcome));
    }

    private void forgetOld() {
        long now = System.nanoTime();
        outcomes.values().removeIf(kept -> now - kept.at() > KEPT_NANOS);
    }

    synchronized int kept() {
        return outcomes.size();
    }

    @Override
    public void unsealed() {}

    @Override
    public synchronized void sealing() {
        outcomes.clear();
    }
}
