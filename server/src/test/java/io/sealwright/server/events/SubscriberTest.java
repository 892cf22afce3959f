package io.sealwright.server.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealwright.policy.Operation;
import io.sealwright.server.spi.Feed;
import io.sealwright.server.spi.Remote;
import io.sealwright.server.spi.Request;
import io.sealwright.server.spi.RequestBody;
import io.sealwright.storage.Deadline;
import io.sealwright.storage.TransactionId;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.JsonNodeFactory;

/** The queue of one connection. */
class SubscriberTest {
    /** Room for one. */
    private static final class Alone implements Audience {
        private final List<Subscriber> open = Collections.synchronizedList(new ArrayList<>());
        private volatile int tooSlow;

        @Override
        public boolean add(Subscriber subscriber) {
            return open.isEmpty() && open.add(subscriber);
        }

        @Override
        public void remove(Subscriber subscriber) {
            open.remove(subscriber);
        }

        @Override
        public void tooSlow() {
            tooSlow++;
        }
    }

    /** A client that takes its first text when the test lets it. */
    private static final class Slow implements Feed.Outlet {
        private final CountDownLatch taking = new CountDownLatch(1);
        private final CountDownLatch go = new CountDownLatch(1);
        private final List<String> taken = Collections.synchronizedList(new ArrayList<>());

        @Override
        public void text(String text) {
            taking.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            taken.add(text);
        }

        @Override
        public void ping() {}
    }

    private final Alone audience = new Alone();
    private final Slow client = new Slow();
    private final Subscriber subscriber = subscriber();

    private Subscriber subscriber() {
        Request asked =
                new Request(
                        TransactionId.random(new SecureRandom()),
                        Operation.READ,
                        "",
                        "sys/events/subscribe/*",
                        new RequestBody(JsonNodeFactory.instance.objectNode(), new byte[0]),
                        "",
                        Duration.ZERO,
                        new Remote("127.0.0.1", 1, false),
                        Map.of(),
                        Instant.EPOCH,
                        Deadline.in(Duration.ofSeconds(1)));
        return new Subscriber(
                audience,
                asked,
                "hash",
                new EventFilter(List.of("*"), List.of(), List.of(), ""),
                0);
    }

    private CompletableFuture<Feed.End> running(Subscriber one) {
        CompletableFuture<Feed.End> end = new CompletableFuture<>();
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        end.complete(one.run(client));
                    } catch (Exception e) {
                        end.completeExceptionally(e);
                    }
                });
        return end;
    }

    /** What becomes of it if the client takes the first text only after all the others came. */
    private Feed.End slow(Runnable telling) throws Exception {
        subscriber.tell("first");
        CompletableFuture<Feed.End> end = running(subscriber);
        client.taking.await();
        telling.run();
        client.go.countDown();
        Feed.End told = end.get(20, TimeUnit.SECONDS);
        assertThat(client.taken).as("what waited is not sent").containsExactly("first");
        assertThat(audience.open).isEmpty();
        return told;
    }

    @Test
    void whoeverLetsTooManyWaitIsCutOffAndToldWhy() throws Exception {
        Feed.End end =
                slow(() -> {
                    for (int i = 0; i <= Subscriber.MOST_WAITING; i++) {
                        subscriber.tell("event " + i);
                    }
                });
        assertThat(end).isEqualTo(Subscriber.TOO_SLOW);
        assertThat(audience.tooSlow).isEqualTo(1);
    }

    @Test
    void largeEventsCountByTheirSize() throws Exception {
        String large = "x".repeat(Subscriber.MOST_CHARACTERS / 4);
        Feed.End end =
                slow(() -> {
                    for (int i = 0; i < 5; i++) {
                        subscriber.tell(large);
                    }
                });
        assertThat(end).isEqualTo(Subscriber.TOO_SLOW);
    }

    @Test
    void whoeverLosesItsRightsIsToldNoMore() throws Exception {
        Feed.End end =
                slow(() -> {
                    subscriber.tell("second");
                    subscriber.end(Subscriber.NO_RIGHTS);
                    subscriber.tell("third");
                    subscriber.end(Subscriber.SEALING);
                });
        assertThat(end).as("the first reason").isEqualTo(Subscriber.NO_RIGHTS);
    }

    @Test
    void textsGoOutInOrder() throws Exception {
        client.go.countDown();
        for (int i = 0; i < 500; i++) {
            subscriber.tell("event " + i);
        }
        CompletableFuture<Feed.End> end = running(subscriber);
        while (client.taken.size() < 500 && !end.isDone()) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
        assertThat(client.taken).hasSize(500).startsWith("event 0", "event 1", "event 2");
        subscriber.end(Subscriber.SEALING);
        assertThat(end.get(20, TimeUnit.SECONDS)).isEqualTo(Subscriber.SEALING);
    }

    @Test
    void thereIsRoomForSoManyOnly() throws Exception {
        assertThat(audience.add(subscriber())).isTrue();
        assertThat(running(subscriber).get(20, TimeUnit.SECONDS)).isEqualTo(Subscriber.FULL);
    }
}
