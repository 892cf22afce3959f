package io.sealwright.server.api.vault;

import io.sealwright.policy.Operation;
import io.sealwright.server.http.DirectAnswer;
import io.sealwright.server.http.DirectEndpoint;
import io.sealwright.server.http.Exchanges;
import io.sealwright.server.http.HttpMeters;
import io.sealwright.server.http.JsonBytes;
import io.sealwright.server.http.Passed;
import io.sealwright.server.http.Responses;
import io.sealwright.server.http.StreamingEndpoint;
import io.sealwright.server.request.Answer;
import io.sealwright.server.request.Pipeline;
import io.sealwright.server.spi.Failure;
import io.sealwright.server.spi.RawBody;
import io.sealwright.server.spi.Request;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * {@code /v1/*}: to the pipeline, but for the few endpoints that answer without it. Thread-safe.
 */
@Component
public final class VaultServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(VaultServlet.class);

    private final transient Pipeline pipeline;
    private final transient VaultRequests requests;
    private final transient Exchanges exchanges;
    private final transient HttpMeters meters;
    private final transient Map<String, DirectEndpoint> direct = new HashMap<>();
    private final transient Map<String, StreamingEndpoint> streaming = new HashMap<>();

    /**
     * @throws IllegalStateException if two endpoints claim one path
     */
    VaultServlet(
            Pipeline pipeline,
            VaultRequests requests,
            Exchanges exchanges,
            HttpMeters meters,
            List<DirectEndpoint> direct,
            List<StreamingEndpoint> streaming) {
        this.pipeline = pipeline;
        this.requests = requests;
        this.exchanges = exchanges;
        this.meters = meters;
        direct.forEach(endpoint -> register(this.direct, endpoint.paths(), endpoint));
        streaming.forEach(endpoint -> register(this.streaming, endpoint.paths(), endpoint));
    }

    private static <T> void register(Map<String, T> endpoints, Set<String> paths, T endpoint) {
        for (String path : paths) {
            if (endpoints.put(path, endpoint) != null) {
                throw new IllegalStateException("two endpoints at " + path);
            }
        }
    }

    @Override
    protected void service(HttpServletRequest http, HttpServletResponse response)
            throws IOException {
        Passed passed = Passed.of(http);
        StreamingEndpoint upload = streaming.get(passed.path());
        if (upload != null && (http.getMethod().equals("POST") || http.getMethod().equals("PUT"))) {
            exchanges.stream(
                    http, response, (in, out, body) -> answer(in, out, passed, body, null, upload));
        } else {
            DirectEndpoint endpoint = direct.get(passed.path());
            boolean reserved = endpoint != null && endpoint.reserved();
            exchanges.serve(
                    http,
                    response,
                    reserved,
                    (in, out, body) -> answer(in, out, passed, body, endpoint, null));
        }
    }

    private void answer(
            HttpServletRequest http,
            HttpServletResponse response,
            Passed passed,
            byte[] body,
            @Nullable DirectEndpoint endpoint,
            @Nullable StreamingEndpoint upload)
            throws IOException {
        long start = System.nanoTime();
        Operation operation = Operation.READ;
        try {
            Request request = requests.read(http, passed, body);
            operation = request.operation();
            if (upload != null) {
                send(response, upload.handle(request, http.getInputStream()));
            } else if (endpoint != null) {
                send(response, direct(endpoint, request));
            } else if (http.getMethod().equals("HEAD")) {
                send(response, null, new Failure.UnsupportedOperation());
            } else {
                send(response, request, pipeline.handle(request));
            }
        } catch (RequestFailure e) {
            send(response, null, e.failure());
        } catch (RuntimeException e) {
            bug(response, e);
        } finally {
            meters.answered(operation, response.getStatus(), System.nanoTime() - start);
        }
    }

    private static DirectAnswer direct(DirectEndpoint endpoint, Request request) {
        if (!endpoint.operations().contains(request.operation())) {
            throw new RequestFailure(new Failure.UnsupportedOperation());
        }
        return endpoint.handle(request);
    }

    private static void send(HttpServletResponse response, Request request, Answer answer)
            throws IOException {
        switch (answer) {
            case Answer.Success success -> {
                if (success.index() > 0) {
                    response.setHeader("X-Vault-Index", Long.toString(success.index()));
                }
                send(response, request, success.response());
            }
            case Answer.Failed failed -> send(response, request, failed.failure());
        }
    }

    private static void send(HttpServletResponse response, Request request, Response content)
            throws IOException {
        RawBody raw = content.raw();
        if (raw != null) {
            response.setStatus(content.status());
            response.setHeader("Cache-Control", "no-store");
            response.setContentType(raw.contentType());
            raw.writer().writeTo(response.getOutputStream());
        } else if (content.status() == HttpServletResponse.SC_NO_CONTENT) {
            Responses.empty(response, content.status());
        } else {
            try (JsonBytes out = new JsonBytes()) {
                Envelope.write(out, request, content);
                Responses.json(response, content.status(), out);
            }
        }
    }

    private static void send(HttpServletResponse response, DirectAnswer answer) throws IOException {
        answer.headers().forEach(response::setHeader);
        if (answer.body() == null) {
            Responses.empty(response, answer.status());
        } else {
            Responses.json(response, answer.status(), answer.body());
        }
    }

    private static void send(
            HttpServletResponse response, @Nullable Request request, Failure failure)
            throws IOException {
        ErrorAnswer error = ErrorAnswer.of(failure);
        if (error.retryAfter() > 0) {
            response.setHeader("Retry-After", Long.toString(error.retryAfter()));
        }
        try (JsonBytes out = new JsonBytes()) {
            if (error.data() != null && request != null) {
                Envelope.write(out, request, Response.of(error.data()));
            } else {
                out.ascii("{\"errors\":");
                out.strings(error.errors());
                out.ascii("}");
            }
            Responses.json(response, error.status(), out);
        }
    }

    /** Only the type and the place: a message of an unexpected exception may quote data. */
    private static void bug(HttpServletResponse response, RuntimeException cause)
            throws IOException {
        StackTraceElement[] trace = cause.getStackTrace();
        LOG.error(
                "a request failed: {} at {}",
                cause.getClass().getName(),
                trace.length == 0 ? "?" : trace[0]);
        LOG.debug("a request failed", cause);
        if (!response.isCommitted()) {
            response.resetBuffer();
            send(response, null, new Failure.Internal("internal error"));
        }
    }
}
