package io.sealwright.server.http;

import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;

/**
 * What of Tomcat's connection a servlet cannot reach: by which listener it came, and that an unread
 * body is not to be read by a blocked thread.
 */
final class Connections extends ValveBase {
    private static final String ATTRIBUTE = "io.sealwright.connection";

    Connections() {
        super(true);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        request.setAttribute(ATTRIBUTE, request);
        getNext().invoke(request, response);
    }

    /** Name of the extra listener that a request came by; empty for the main one. */
    static String listener(ServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof Request tomcat
                        && tomcat.getConnector().getProtocolHandler()
                                instanceof LimitedProtocol protocol
                ? protocol.listener()
                : "";
    }

    /**
     * Announces the length of an answer that ends its connection, without Tomcat's knowing it: at
     * the last byte of a length it knows, Tomcat closes the request's stream, too, and the rest of
     * the body could not be read away.
     */
    static void announceLength(ServletRequest request, int length) {
        if (request.getAttribute(ATTRIBUTE) instanceof Request tomcat) {
            tomcat.getResponse()
                    .getCoyoteResponse()
                    .getMimeHeaders()
                    .setValue("Content-Length")
                    .setString(Integer.toString(length));
        }
    }

    /** The connection is closed after the answer, without waiting for the rest of the body. */
    static void abandonBody(ServletRequest request) {
        if (request.getAttribute(ATTRIBUTE) instanceof Request tomcat) {
            tomcat.getCoyoteRequest().action(ActionCode.DISABLE_SWALLOW_INPUT, null);
        }
    }
}
