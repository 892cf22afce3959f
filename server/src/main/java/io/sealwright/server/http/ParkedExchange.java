package io.sealwright.server.http;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request that may wait long, on a virtual thread of its own: thousands of them cost memory, no
 * threads.
 */
final class ParkedExchange {
    private static final Logger LOG = LoggerFactory.getLogger(ParkedExchange.class);
    private static final byte[] NO_BODY = new byte[0];

    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private final Answering answering;
    private final Parking parking;

    ParkedExchange(
            HttpServletRequest request,
            HttpServletResponse response,
            Answering answering,
            Parking parking) {
        this.request = request;
        this.response = response;
        this.answering = answering;
        this.parking = parking;
    }

    void start() {
        AsyncContext async = request.startAsync();
        async.setTimeout(0);
        Thread.ofVirtual().name("parked").start(() -> run(async));
    }

    private void run(AsyncContext async) {
        try {
            answering.answer(request, response, NO_BODY);
        } catch (IOException e) {
            LOG.debug("an answer that could not be sent: {}", e.toString());
        } catch (RuntimeException | Error e) {
            Broken.answer(request, response, e);
        } finally {
            parking.leave();
            async.complete();
        }
    }
}
