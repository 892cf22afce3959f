package io.sealwright.server.api.gcp;

import io.sealwright.policy.Operation;
import io.sealwright.server.gcp.GcpMethod;
import io.sealwright.server.gcp.GcpStatus;
import io.sealwright.server.http.Exchanges;
import io.sealwright.server.http.HttpMeters;
import io.sealwright.server.http.Passed;
import io.sealwright.server.spi.RequestFailure;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Answers the requests that came for this API, by its listener or its host name; it is no servlet
 * since its paths are those of Vault's API. Thread-safe.
 */
final class GcpFilter implements Filter {
    private static final String PREFIX = "v1/";

    private final GcpService service;
    private final GcpRequests requests;
    private final Exchanges exchanges;
    private final HttpMeters meters;
    private final long bodyLimit;

    GcpFilter(
            GcpService service,
            GcpRequests requests,
            Exchanges exchanges,
            HttpMeters meters,
            long bodyLimit) {
        this.service = service;
        this.requests = requests;
        this.exchanges = exchanges;
        this.meters = meters;
        this.bodyLimit = bodyLimit;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest http = (HttpServletRequest) request;
        Passed passed = Passed.of(http);
        if (passed.api().equals(GcpMethod.API)) {
            exchanges.serve(
                    http,
                    (HttpServletResponse) response,
                    bodyLimit,
                    (in, out, body) -> answer(in, out, passed, body));
        } else {
            chain.doFilter(request, response);
        }
    }

    private void answer(
            HttpServletRequest http, HttpServletResponse response, Passed passed, byte[] body)
            throws IOException {
        long start = System.nanoTime();
        GcpHttpReply reply = new GcpHttpReply(http, response);
        String path = passed.path();
        GcpRoute route =
                path.startsWith(PREFIX)
                        ? GcpRoute.of(http.getMethod(), path.substring(PREFIX.length()))
                        : null;
        try {
            if (route == null) {
                reply.send(
                        new GcpError(
                                GcpStatus.NOT_FOUND,
                                "GCP Secret Manager v1 has no such path with this HTTP method."));
            } else {
                answer(http, reply, route, passed, body);
            }
        } catch (RuntimeException | StackOverflowError e) {
            reply.bug(e);
        } finally {
            meters.answered(
                    HttpMeters.Api.GCP,
                    route == null ? Operation.READ : GcpService.operation(route.method()),
                    response.getStatus(),
                    System.nanoTime() - start);
        }
    }

    private void answer(
            HttpServletRequest http, GcpHttpReply reply, GcpRoute route, Passed passed, byte[] body)
            throws IOException {
        try {
            GcpQuery query = requests.query(http);
            GcpSender sender = requests.sender(http, passed);
            reply.send(
                    service.call(
                            route.method(),
                            requests.parameters(route, query, body, sender),
                            sender),
                    query.numbers());
        } catch (BadRequest e) {
            reply.send(e.error());
        } catch (RequestFailure e) {
            reply.send(GcpError.of(e.failure(), route.method(), route.resource()));
        }
    }
}
