package io.sealwright.server.http;

import io.sealwright.server.config.LimitSettings;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Serves requests within the limits: see {@link Exchange}. For the servlets of the wire APIs.
 * Thread-safe.
 */
@Component
public final class Exchanges {
    /** Body streams that may be read at once; each holds a thread. */
    static final int STREAMS = 2;

    private final Admission admission;
    private final BodyBudget budget;
    private final long bodyLimit;
    private final long tokenlessLimit;
    private final Semaphore streams = new Semaphore(STREAMS);
    private final Parking parking;

    Exchanges(Admission admission, Parking parking, BodyBudget budget, LimitSettings limits) {
        this.admission = admission;
        this.budget = budget;
        this.parking = parking;
        bodyLimit = limits.body().toBytes();
        tokenlessLimit = Math.min(bodyLimit, limits.tokenlessBody().toBytes());
    }

    /**
     * @param reserved answered also when every place is taken; for what is quick and waits for
     *     nothing
     */
    public void serve(
            HttpServletRequest request,
            HttpServletResponse response,
            boolean reserved,
            Answering answering)
            throws IOException {
        exchange(
                request,
                response,
                reserved ? null : admission,
                PresentedToken.of(request).isEmpty() ? tokenlessLimit : bodyLimit,
                answering);
    }

    /**
     * For an API without tokens.
     *
     * @param most bytes of a body; beyond it 413
     */
    public void serve(
            HttpServletRequest request,
            HttpServletResponse response,
            long most,
            Answering answering)
            throws IOException {
        exchange(request, response, admission, Math.min(most, bodyLimit), answering);
    }

    private void exchange(
            HttpServletRequest request,
            HttpServletResponse response,
            @Nullable Admission places,
            long most,
            Answering answering)
            throws IOException {
        new Exchange(request, response, answering, places, new BodyBuffer(budget, most)).start();
    }

    /**
     * For a request that may wait long: it holds neither a place nor one of the listener's threads,
     * unless it has a body. Beyond the limit it is answered 503.
     */
    public void park(HttpServletRequest request, HttpServletResponse response, Answering answering)
            throws IOException {
        if (UnreadBody.expected(request)) {
            serve(request, response, false, answering);
        } else if (!parking.enter()) {
            Refusals.write(
                    request, response, Refusal.busy("too many requests wait here; try again"));
        } else {
            new ParkedExchange(request, response, answering, parking).start();
        }
    }

    /**
     * Lets the answering read the request's stream itself, on this thread; it gets an empty body.
     */
    public void stream(
            HttpServletRequest request, HttpServletResponse response, Answering answering)
            throws IOException {
        if (!streams.tryAcquire()) {
            Refusals.write(request, response, Refusal.busy("an upload is under way; try again"));
        } else {
            try {
                answering.answer(request, response, new byte[0]);
            } finally {
                streams.release();
            }
        }
        UnreadBody.drain(request);
    }
}
