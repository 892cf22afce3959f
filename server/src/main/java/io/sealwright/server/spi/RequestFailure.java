package io.sealwright.server.spi;

import io.sealwright.storage.barrier.Transaction;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A request that ends without success. Messages go to the caller as they are: they say what to do,
 * and hold no secret and no value of the request.
 */
public final class RequestFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Failure failure;
    private final transient @Nullable Consumer<Transaction> remembered;
    private final String entityId;

    public RequestFailure(Failure failure) {
        this(failure, null, "");
    }

    private RequestFailure(
            Failure failure, @Nullable Consumer<Transaction> remembered, String entityId) {
        super(failure.toString(), null, false, false);
        this.failure = failure;
        this.remembered = remembered;
        this.entityId = entityId;
    }

    /**
     * The same refusal, of which something is kept, such as that a login failed: run in a
     * transaction of its own, since that of the request is given up. Before the answer leaves.
     */
    public RequestFailure remembering(Consumer<Transaction> what) {
        return new RequestFailure(
                failure, remembered == null ? what : remembered.andThen(what), entityId);
    }

    /** The same refusal of a request without a token; the audit log names whom it is about. */
    public RequestFailure concerning(String entity) {
        return new RequestFailure(failure, remembered, entity);
    }

    /** Whom it is about; empty where the request says that itself. */
    public String entityId() {
        return entityId;
    }

    public @Nullable Consumer<Transaction> remembered() {
        return remembered;
    }

    public Failure failure() {
        return failure;
    }

    public static RequestFailure invalid(String message) {
        return new RequestFailure(new Failure.InvalidRequest(List.of(message)));
    }

    public static RequestFailure notFound() {
        return new RequestFailure(new Failure.NotFound(List.of(), null));
    }

    public static RequestFailure notFound(String message) {
        return new RequestFailure(new Failure.NotFound(List.of(message), null));
    }

    /** 404 with a whole answer, as for a deleted KV version. */
    public static RequestFailure notFound(@Nullable ObjectNode data) {
        return new RequestFailure(new Failure.NotFound(List.of(), data));
    }

    public static RequestFailure denied() {
        return new RequestFailure(new Failure.PermissionDenied("permission denied"));
    }
}
