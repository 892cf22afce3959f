package io.sealwright.server.api.gcp;

import io.sealwright.policy.Operation;
import io.sealwright.server.config.LimitSettings;
import io.sealwright.server.gcp.GcpMethod;
import io.sealwright.server.http.Exchanges;
import io.sealwright.server.http.HttpMeters;
import io.sealwright.server.http.Passed;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Leads to {@link TokenExchange} what comes for it where this API is served. Thread-safe. */
final class TokenFilter implements Filter {
    private final TokenExchange tokens;
    private final GcpRequests requests;
    private final Exchanges exchanges;
    private final HttpMeters meters;
    private final long bodyLimit;

    TokenFilter(
            TokenExchange tokens,
            GcpRequests requests,
            Exchanges exchanges,
            HttpMeters meters,
            LimitSettings limits) {
        this.tokens = tokens;
        this.requests = requests;
        this.exchanges = exchanges;
        this.meters = meters;
        bodyLimit = limits.tokenlessBody().toBytes();
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest http = (HttpServletRequest) request;
        Passed passed = Passed.of(http);
        if (passed.api().equals(GcpMethod.API) && TokenExchange.is(passed.path())) {
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
        try {
            tokens.answer(http, response, passed.path(), body, requests.sender(http, passed));
        } catch (RuntimeException | StackOverflowError e) {
            new GcpHttpReply(http, response).bug(e);
        } finally {
            meters.answered(
                    HttpMeters.Api.GCP,
                    Operation.UPDATE,
                    response.getStatus(),
                    System.nanoTime() - start);
        }
    }
}
