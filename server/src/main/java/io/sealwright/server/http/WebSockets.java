package io.sealwright.server.http;

import io.sealwright.server.spi.Feed;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Extension;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * Turns connections into WebSockets once their requests have been answered by the pipeline. From
 * then on a connection holds no request thread and no place of admission. Thread-safe.
 */
@Component
public final class WebSockets {

    /**
     * Sends the answer 101 and lets the feed run; or says what the handshake lacks.
     *
     * @param response nothing of it is written yet
     */
    public void open(HttpServletRequest request, HttpServletResponse response, Feed feed)
            throws IOException {
        if (request.isAsyncStarted()) {
            // Tomcat cannot switch protocols of a request that had to wait for its place.
            Refusals.write(request, response, Refusal.busy("too many requests at once; try again"));
            return;
        }
        try {
            container(request).upgradeHttpToWebSocket(request, response, config(feed), Map.of());
        } catch (DeploymentException e) {
            throw new IOException("the connection could not become a WebSocket", e);
        }
    }

    private static ServerContainer container(HttpServletRequest request) {
        if (request.getServletContext().getAttribute(ServerContainer.class.getName())
                instanceof ServerContainer container) {
            return container;
        }
        throw new IllegalStateException("Tomcat runs without WebSockets");
    }

    private static ServerEndpointConfig config(Feed feed) {
        return ServerEndpointConfig.Builder.create(FeedEndpoint.class, "/")
                .configurator(new OneFeed(feed))
                .build();
    }

    /** One connection's endpoint; no compression, since texts hold names of secrets. */
    private static final class OneFeed extends ServerEndpointConfig.Configurator {
        private final Feed feed;

        OneFeed(Feed feed) {
            this.feed = feed;
        }

        @Override
        public <T> T getEndpointInstance(Class<T> type) {
            return type.cast(new FeedEndpoint(feed));
        }

        @Override
        public List<Extension> getNegotiatedExtensions(
                List<Extension> installed, List<Extension> requested) {
            return List.of();
        }

        @Override
        public String getNegotiatedSubprotocol(List<String> supported, List<String> requested) {
            return "";
        }

        /** A page of another origin has no token: browsers send none by themselves. */
        @Override
        public boolean checkOrigin(String origin) {
            return true;
        }
    }
}
