package io.sealwright.server.api.gcp.grpc;

import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import io.sealwright.server.http.BodyBudget;
import org.jspecify.annotations.Nullable;

/**
 * Counts the bytes of one call's message as they arrive against the budget of all bodies in memory,
 * so that callers who send slowly and finish nothing cannot fill it unseen. Thread-safe.
 */
final class ArrivingBytes extends ServerStreamTracer {
    /** Those of the call that runs. */
    private static final Context.Key<ArrivingBytes> OF_CALL = Context.key("arriving-bytes");

    private final BodyBudget budget;
    private long taken;
    private boolean over;
    private boolean refused;
    private @Nullable Runnable onRefusal;

    private ArrivingBytes(BodyBudget budget) {
        this.budget = budget;
    }

    static Factory counting(BodyBudget budget) {
        return new Factory() {
            @Override
            public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
                return new ArrivingBytes(budget);
            }
        };
    }

    /** What is done once if the budget does not have the bytes: at once, if it was so already. */
    static void ifRefused(Runnable refusal) {
        ArrivingBytes bytes = OF_CALL.get();
        if (bytes != null && bytes.watch(refusal)) {
            refusal.run();
        }
    }

    private synchronized boolean watch(Runnable refusal) {
        onRefusal = refusal;
        return refused;
    }

    @Override
    public Context filterContext(Context context) {
        return context.withValue(OF_CALL, this);
    }

    @Override
    public void inboundWireSize(long bytes) {
        Runnable refusal = taken(bytes);
        if (refusal != null) {
            refusal.run();
        }
    }

    private synchronized @Nullable Runnable taken(long bytes) {
        if (over || refused) {
            return null;
        }
        if (budget.take(bytes)) {
            taken += bytes;
            return null;
        }
        refused = true;
        return onRefusal;
    }

    @Override
    public synchronized void streamClosed(Status status) {
        over = true;
        budget.giveBack(taken);
        taken = 0;
    }
}
