package io.sealwright.server.outbound;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.springframework.stereotype.Component;

/**
 * Sends requests to others and waits for the answers: {@value #CONNECT_SECONDS} s for a connection,
 * {@value #ANSWER_SECONDS} s until the answer begins, {@value #TOTAL_SECONDS} s in all; no
 * redirects are followed; {@value #PATIENT_SECONDS} s in all where the answer says that something
 * is done. Of those that wait there are at most {@value InFlight#EACH} for one host and {@value
 * InFlight#ALL} in all; what is beyond fails at once, so that a host that does not answer takes no
 * more than its share of this server's threads. Thread-safe.
 */
@Component
public final class Outbound implements AutoCloseable {
    static final int CONNECT_SECONDS = 3;
    static final int ANSWER_SECONDS = 8;
    static final int TOTAL_SECONDS = 10;

    /** The longest that a request can take. */
    public static final Duration TOTAL = Duration.ofSeconds(TOTAL_SECONDS);

    static final int PATIENT_SECONDS = 60;

    /** The longest that one can take which is answered when it has had its effect. */
    public static final Duration PATIENT = Duration.ofSeconds(PATIENT_SECONDS);

    /** The reason where nothing was sent, since there was nobody to send it to. */
    public static final String NO_CONNECTION = "no connection";

    private final InFlight inFlight = new InFlight();
    private final Clients clients = new Clients(Duration.ofSeconds(CONNECT_SECONDS));

    /**
     * @param atMost less than {@link #TOTAL} if there is less time
     * @throws OutboundException if there was no whole answer
     */
    public OutboundAnswer send(Trust trust, OutboundRequest request, Duration atMost) {
        Duration limit = atMost.compareTo(TOTAL) < 0 ? atMost : TOTAL;
        return send(trust, request, Duration.ofSeconds(ANSWER_SECONDS), limit);
    }

    /**
     * As {@link #send}, to one who answers when something is done.
     *
     * @param atMost less than {@link #PATIENT} if there is less time
     * @throws OutboundException if there was no whole answer
     */
    public OutboundAnswer sendPatiently(Trust trust, OutboundRequest request, Duration atMost) {
        Duration limit = atMost.compareTo(PATIENT) < 0 ? atMost : PATIENT;
        return send(trust, request, limit, limit);
    }

    private OutboundAnswer send(
            Trust trust, OutboundRequest request, Duration begin, Duration whole) {
        String host = request.uri().getAuthority();
        inFlight.enter(host);
        try {
            HttpClient client = clients.of(trust);
            return await(client, message(request, begin), request, whole);
        } finally {
            inFlight.leave(host);
        }
    }

    private static OutboundAnswer await(
            HttpClient client, HttpRequest message, OutboundRequest request, Duration atMost) {
        CompletableFuture<HttpResponse<byte[]>> answer =
                client.sendAsync(
                        message,
                        BodyHandlers.limiting(BodyHandlers.ofByteArray(), request.maxAnswer()));
        try {
            HttpResponse<byte[]> response = answer.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
            return new OutboundAnswer(response.statusCode(), response.body());
        } catch (ExecutionException e) {
            throw new OutboundException(reason(e, request));
        } catch (TimeoutException e) {
            throw new OutboundException("no answer in time");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OutboundException("interrupted while waiting for the answer");
        } finally {
            answer.cancel(true);
        }
    }

    private static HttpRequest message(OutboundRequest request, Duration begin) {
        BodyPublisher body =
                request.body().length == 0
                        ? BodyPublishers.noBody()
                        : BodyPublishers.ofByteArray(request.body());
        HttpRequest.Builder message =
                HttpRequest.newBuilder(request.uri()).timeout(begin).method(request.method(), body);
        request.headers().forEach(message::header);
        return message.build();
    }

    /** In our words: those of the client quote what was answered. */
    private static String reason(ExecutionException failed, OutboundRequest request) {
        return switch (failed.getCause()) {
            case HttpTimeoutException _ -> "no answer in time";
            case ConnectException _ -> NO_CONNECTION;
            case SSLException _ -> "the server's certificate is not trusted, or TLS failed";
            case IOException e when tooLong(e) ->
                    "the answer is longer than " + request.maxAnswer() + " bytes";
            case null, default -> "the connection broke";
        };
    }

    private static boolean tooLong(IOException e) {
        String message = e.getMessage();
        return message != null && message.contains("exceed");
    }

    @Override
    public void close() {
        clients.close();
    }
}
