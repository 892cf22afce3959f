package io.sealwright.server.events;

import io.sealwright.policy.Operation;
import io.sealwright.server.namespace.Namespace;
import io.sealwright.server.policies.Callers;
import io.sealwright.server.spi.Caller;
import io.sealwright.server.spi.Request;
import io.sealwright.server.spi.RequestBody;
import io.sealwright.server.token.TokenEntry;
import io.sealwright.server.token.TokenStore;
import io.sealwright.storage.barrier.Transaction;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * What subscribers may hear, by token and policies as they are in the very state that the events
 * are read from. Thread-safe.
 */
@Component
final class SubscriberRights {
    private static final RequestBody NOTHING =
            new RequestBody(JsonNodeFactory.instance.objectNode(), new byte[0]);

    private final TokenStore tokens;
    private final Callers callers;

    SubscriberRights(TokenStore tokens, Callers callers) {
        this.tokens = tokens;
        this.callers = callers;
    }

    /** Null if the token has ended, or may not subscribe to this any more. */
    @Nullable Caller caller(Transaction transaction, Subscriber subscriber, Instant now) {
        TokenEntry token = tokens.findByHash(transaction, subscriber.token(), now);
        Caller caller = token == null ? null : callers.of(transaction, token, now);
        if (caller == null) {
            return null;
        }
        Request asked = subscriber.asked();
        Request again = request(asked, Operation.READ, asked.namespace(), asked.path(), now);
        return caller.decide(again).allowed() ? caller : null;
    }

    /** Whoever may read a secret, or list its path, may hear what happens to it. */
    static boolean mayHear(
            Caller caller, Request asked, Namespace namespace, String dataPath, Instant now) {
        Request read = request(asked, Operation.READ, namespace.path(), dataPath, now);
        return caller.decide(read).allowed()
                || caller.decide(read.withOperation(Operation.LIST)).allowed();
    }

    private static Request request(
            Request asked, Operation operation, String namespace, String path, Instant now) {
        return new Request(
                asked.id(),
                operation,
                namespace,
                path,
                NOTHING,
                "",
                Duration.ZERO,
                asked.remote(),
                asked.headers(),
                now,
                asked.deadline());
    }

    /** The opening request without its token. */
    static Request remembered(Request asked) {
        return request(asked, asked.operation(), asked.namespace(), asked.path(), asked.time());
    }
}
