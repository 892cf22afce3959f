package io.sealwright.server.auth.ldap;

import com.unboundid.ldap.sdk.LDAPException;
import io.sealwright.server.outbound.InFlight;
import io.sealwright.server.outbound.Outbound;
import io.sealwright.server.outbound.OutboundException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.stereotype.Component;

/**
 * Speaks with directories and waits for what comes of it: {@value #CONNECT_SECONDS} s for each
 * connection, as long in all as any request to others may take ({@link Outbound#TOTAL}). At once at
 * most {@value InFlight#EACH} conversations with the servers of one configuration and {@value
 * InFlight#ALL} in all; what is beyond fails at once. Thread-safe.
 */
@Component
final class DirectoryClient {
    static final int CONNECT_SECONDS = 3;
    static final Duration CONNECT = Duration.ofSeconds(CONNECT_SECONDS);
    static final Duration TOTAL = Outbound.TOTAL;

    /** What is said on a session's connections, by a thread of its own. */
    interface Conversation<T> {
        T with(Session session) throws LDAPException;
    }

    private final InFlight inFlight = new InFlight();

    /**
     * @param atMost less than {@link #TOTAL} if there is less time
     * @throws OutboundException if it did not come to an end
     */
    <T> T talk(Server server, Duration atMost, Conversation<T> conversation) {
        String key = server.url();
        inFlight.enter(key);
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread =
                Thread.startVirtualThread(() -> {
                    try (Session session = new Session(server)) {
                        result.complete(conversation.with(session));
                    } catch (LDAPException | RuntimeException | Error e) {
                        result.completeExceptionally(e);
                    } finally {
                        inFlight.leave(key);
                    }
                });
        return await(result, thread, atMost.compareTo(TOTAL) < 0 ? atMost : TOTAL);
    }

    private static <T> T await(CompletableFuture<T> result, Thread thread, Duration atMost) {
        try {
            return result.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw failure(e);
        } catch (TimeoutException e) {
            throw new OutboundException("no answer in time");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OutboundException("interrupted while waiting for the answer");
        } finally {
            // If it is still at it, that closes the socket that it waits for.
            thread.interrupt();
        }
    }

    private static RuntimeException failure(ExecutionException e) {
        return switch (e.getCause()) {
            case LDAPException failed -> DirectoryFailures.of(failed);
            case OutboundException failed -> failed;
            case RuntimeException failed -> failed;
            case null, default ->
                    new IllegalStateException("a conversation with a directory failed", e);
        };
    }
}
