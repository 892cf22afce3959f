package io.sealwright.server.http;

import io.sealwright.server.spi.Feed;
import jakarta.websocket.CloseReason;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Session;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One WebSocket: its feed runs on a virtual thread for as long as the connection is open. */
final class FeedEndpoint extends Endpoint {
    private static final Logger LOG = LoggerFactory.getLogger(FeedEndpoint.class);
    private static final Duration SEND = Duration.ofSeconds(10);
    private static final Duration SILENCE = Duration.ofSeconds(60);

    /** Longest text of the client's, which nobody reads, in characters. */
    private static final int MAX_RECEIVED = 1 << 10;

    private static final String TOMCAT = "org.apache.tomcat.websocket.";
    private static final int UNEXPECTED = CloseReason.CloseCodes.UNEXPECTED_CONDITION.getCode();

    private final Feed feed;
    private volatile @Nullable Thread thread;

    FeedEndpoint(Feed feed) {
        this.feed = feed;
    }

    @Override
    public void onOpen(Session session, EndpointConfig config) {
        session.setMaxTextMessageBufferSize(MAX_RECEIVED);
        session.setMaxBinaryMessageBufferSize(MAX_RECEIVED);
        var properties = session.getUserProperties();
        properties.put(TOMCAT + "BLOCKING_SEND_TIMEOUT", SEND.toMillis());
        properties.put(TOMCAT + "SESSION_CLOSE_TIMEOUT", SEND.toMillis());
        properties.put(TOMCAT + "READ_IDLE_TIMEOUT_MS", SILENCE.toMillis());
        thread = Thread.ofVirtual().name("feed").start(() -> run(session));
    }

    private void run(Session session) {
        Feed.End end;
        try {
            end = feed.run(new SessionOutlet(session));
        } catch (IOException | InterruptedException e) {
            LOG.debug("a client has gone: {}", e.toString());
            end = new Feed.End(Feed.End.GOING_AWAY, "");
        } catch (RuntimeException e) {
            // Without the message, which may quote data.
            LOG.error("a feed failed: {}", e.getClass().getName());
            end = new Feed.End(UNEXPECTED, "internal error");
        }
        close(session, end);
    }

    private static void close(Session session, Feed.End end) {
        try {
            session.close(
                    new CloseReason(CloseReason.CloseCodes.getCloseCode(end.code()), end.reason()));
        } catch (IOException e) {
            LOG.debug("a connection that could not be closed in order: {}", e.toString());
        }
    }

    @Override
    public void onClose(Session session, CloseReason reason) {
        Thread running = thread;
        if (running != null && running != Thread.currentThread()) {
            running.interrupt();
        }
    }

    @Override
    public void onError(Session session, Throwable cause) {
        LOG.debug("a WebSocket failed: {}", cause.toString());
    }

    private record SessionOutlet(Session session) implements Feed.Outlet {
        @Override
        public void text(String text) throws IOException {
            session.getBasicRemote().sendText(text);
        }

        @Override
        public void ping() throws IOException {
            session.getBasicRemote().sendPing(ByteBuffer.allocate(0));
        }
    }
}
