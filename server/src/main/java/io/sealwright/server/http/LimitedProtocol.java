package io.sealwright.server.http;

import java.io.IOException;
import org.apache.coyote.Adapter;
import org.apache.coyote.ErrorState;
import org.apache.coyote.Processor;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.coyote.http11.Http11InputBuffer;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.http.MimeHeaders;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.apache.tomcat.util.res.StringManager;
import org.jspecify.annotations.Nullable;

/**
 * Tomcat's HTTP/1.1, which answers 400 where a request line or its headers are too long; we say 414
 * and 431.
 */
public final class LimitedProtocol extends Http11NioProtocol {
    private String listener = "";

    /** Name of the extra listener that this is; empty for the main one. */
    String listener() {
        return listener;
    }

    /** To be called before it starts. */
    void listener(String name) {
        listener = name;
    }

    @Override
    protected Processor createProcessor() {
        return new Limited(this, getAdapter());
    }

    private static final class Limited extends Http11Processor {
        private static final String TOO_LONG =
                StringManager.getManager(Http11InputBuffer.class)
                        .getString("iib.requestheadertoolarge.error");
        private final String tooMany;
        private final long bodyTimeout;
        private int refused;

        Limited(AbstractHttp11Protocol<?> protocol, Adapter adapter) {
            super(protocol, adapter);
            bodyTimeout = protocol.getConnectionUploadTimeout();
            tooMany =
                    StringManager.getManager(MimeHeaders.class)
                            .getString(
                                    "headers.maxCountFail",
                                    Integer.toString(protocol.getMaxHeaderCount()));
        }

        @Override
        protected void setErrorState(ErrorState state, @Nullable Throwable cause) {
            if (cause != null && response.getStatus() == 400) {
                if (TOO_LONG.equals(cause.getMessage())) {
                    refused = request.requestURI().isNull() ? 414 : 431;
                } else if (tooMany.equals(cause.getMessage())) {
                    refused = 431;
                }
            }
            if (refused != 0) {
                // Again and again: what is missing behind the cut (a Host header) makes it a 400.
                response.setStatus(refused);
            }
            super.setErrorState(state, cause);
        }

        @Override
        public SocketState service(SocketWrapperBase<?> socket) throws IOException {
            refused = 0;
            SocketState state = super.service(socket);
            if (isAsync()) {
                // Tomcat has put the headers' time-out back, although the body is still to come.
                socket.setReadTimeout(bodyTimeout);
            }
            return state;
        }
    }
}
