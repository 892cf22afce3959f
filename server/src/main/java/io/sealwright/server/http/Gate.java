package io.sealwright.server.http;

import io.sealwright.server.config.LimitSettings;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The first thing that looks at a request: methods, limits, the path normaliser. What it refuses
 * reaches nothing else, and what it refuses costs no reading of the body.
 */
final class Gate implements Filter {
    static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "LIST", "SCAN");
    private static final String PREFIX = "/v1/";
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final Set<String> SECRET_HEADERS = Set.of("x-vault-token", "authorization");
    // Colon, space and line end of a field.
    private static final int FIELD_OVERHEAD = 4;

    private final LimitSettings limits;
    private final Set<String> streamed;
    private final String gcpHost;

    /**
     * @param gcpHost host name by which the main listener serves the GCP API; empty for none
     */
    Gate(LimitSettings limits, Set<String> streamed, String gcpHost) {
        this.limits = limits;
        this.streamed = Set.copyOf(streamed);
        this.gcpHost = gcpHost;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest http = (HttpServletRequest) request;
        HttpServletResponse answer = (HttpServletResponse) response;
        if (http.isSecure()) {
            answer.setHeader("Strict-Transport-Security", "max-age=31536000; includeSubDomains");
        }
        String listener = Connections.listener(http);
        boolean gcp = gcp(http, listener);
        if (gcp) {
            Refusals.shapeAsGoogle(http);
        }
        if (!http.getProtocol().startsWith("HTTP/1.")) {
            Refusals.send(http, answer, Refusal.invalid("only HTTP/1.0 and HTTP/1.1 are served"));
            return;
        }
        if (gcp) {
            admitPath(http, answer, "/", ExtraListener.GCP, chain);
        } else if (signed(http) && (listener.isEmpty() || listener.equals(ExtraListener.AWS))) {
            admit(http, answer, "", "", chain);
        } else if (listener.isEmpty()) {
            admitPath(http, answer, PREFIX, "", chain);
        } else {
            Refusals.send(http, answer, notHere(listener));
        }
    }

    private void admitPath(
            HttpServletRequest http,
            HttpServletResponse answer,
            String prefix,
            String api,
            FilterChain chain)
            throws IOException, ServletException {
        switch (PathNormaliser.normalise(
                http.getRequestURI(),
                http.getQueryString(),
                prefix,
                (int) limits.path().toBytes())) {
            case PathNormaliser.Result.Refused refused ->
                    Refusals.send(http, answer, refused.refusal());
            case PathNormaliser.Result.Redirect redirect ->
                    Refusals.redirect(http, answer, redirect.location());
            case PathNormaliser.Result.Path path -> admit(http, answer, api, path.path(), chain);
        }
    }

    /** By its listener, or by the host name that is asked for at the main one. */
    private boolean gcp(HttpServletRequest request, String listener) {
        return listener.equals(ExtraListener.GCP)
                || listener.isEmpty()
                        && !gcpHost.isEmpty()
                        && gcpHost.equalsIgnoreCase(request.getServerName());
    }

    private static Refusal notHere(String listener) {
        return new Refusal(
                404,
                "this address serves clients of "
                        + listener
                        + " alone; everything else is at sealwright.listener.address");
    }

    /**
     * A request of an AWS API. Each has one address; the operation is named in a header, or in a
     * form or a query.
     */
    private static boolean signed(HttpServletRequest request) {
        if (!request.getRequestURI().equals("/")) {
            return false;
        }
        String query = request.getQueryString();
        return switch (request.getMethod()) {
            case "POST" -> request.getHeader("X-Amz-Target") != null || isForm(request);
            case "GET" -> query != null && ("&" + query).contains("&Action=");
            default -> false;
        };
    }

    private static boolean isForm(HttpServletRequest request) {
        String type = request.getContentType();
        return type != null && type.toLowerCase(Locale.ROOT).startsWith(FORM);
    }

    private void admit(
            HttpServletRequest request,
            HttpServletResponse response,
            String api,
            String path,
            FilterChain chain)
            throws IOException, ServletException {
        Map<String, List<String>> headers = new HashMap<>();
        Refusal refusal = headers(request, headers);
        if (refusal == null) {
            refusal = body(request, path);
        }
        if (refusal == null && !METHODS.contains(request.getMethod())) {
            refusal = Refusal.NO_SUCH_METHOD;
        }
        if (refusal != null) {
            Refusals.send(request, response, refusal);
            return;
        }
        new Passed(api, path, headers).storeIn(request);
        chain.doFilter(request, response);
    }

    private @Nullable Refusal headers(HttpServletRequest request, Map<String, List<String>> into) {
        int fields = 0;
        long size = 0;
        Enumeration<String> names = request.getHeaderNames();
        while (names.hasMoreElements()) {
            String name = names.nextElement();
            List<String> values = new ArrayList<>(1);
            Enumeration<String> sent = request.getHeaders(name);
            while (sent.hasMoreElements()) {
                String value = sent.nextElement();
                values.add(value);
                fields++;
                size += name.length() + value.length() + FIELD_OVERHEAD;
            }
            String key = name.toLowerCase(Locale.ROOT);
            if (!SECRET_HEADERS.contains(key)) {
                into.put(key, values);
            }
        }
        if (fields > limits.headerFields()) {
            return new Refusal(431, "more than " + limits.headerFields() + " header fields");
        }
        if (size > limits.headers().toBytes()) {
            return new Refusal(
                    431,
                    "the header fields are longer than " + limits.headers().toBytes() + " bytes");
        }
        return null;
    }

    private @Nullable Refusal body(HttpServletRequest request, String path) {
        long most = limits.body().toBytes();
        if (request.getContentLengthLong() > most && !streams(request, path)) {
            return Refusals.tooLarge(most);
        }
        String encoding = request.getHeader("Content-Encoding");
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            return new Refusal(415, "a request body with a Content-Encoding is not supported");
        }
        return null;
    }

    private boolean streams(HttpServletRequest request, String path) {
        return streamed.contains(path)
                && (request.getMethod().equals("POST") || request.getMethod().equals("PUT"));
    }
}
