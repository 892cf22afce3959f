package io.sealwright.server.api.gcp.grpc;

import com.google.protobuf.Message;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.sealwright.server.api.gcp.GcpSender;
import io.sealwright.server.gcp.GcpMethod;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One call from its metadata to its answer: its message arrives, it waits for its place among the
 * requests of the node, it is answered once. gRPC calls it on one thread at a time; the time-out,
 * the budget and whoever hands it its place come on others.
 */
final class UnaryCall extends ServerCall.Listener<Received> {
    private final GcpMethod method;
    private final ServerCall<Received, Message> call;
    private final Metadata headers;
    private final CallRoom room;
    private final @Nullable Deadline callers;
    private final AtomicBoolean over = new AtomicBoolean();
    private @Nullable Message message;
    private boolean broken;
    private @Nullable Future<?> timeout;

    /**
     * @param callers by when the caller wants its answer; null if it does not say
     */
    UnaryCall(
            GcpMethod method,
            ServerCall<Received, Message> call,
            Metadata headers,
            CallRoom room,
            @Nullable Deadline callers) {
        this.method = method;
        this.call = call;
        this.headers = headers;
        this.room = room;
        this.callers = callers;
    }

    void start() {
        timeout =
                room.after(
                        room.bodyTimeout(),
                        () -> end(Status.Code.DEADLINE_EXCEEDED, "the message did not arrive"));
        ArrivingBytes.ifRefused(
                () -> end(Status.Code.UNAVAILABLE, "too many request bodies in memory; try again"));
        // A second one shows a caller that streams.
        call.request(2);
    }

    @Override
    public void onMessage(Received received) {
        broken |= message != null || received.message() == null;
        message = received.message();
    }

    @Override
    public void onHalfClose() {
        disarm();
        if (over.get()) {
            return;
        }
        Message complete = message;
        if (broken || complete == null) {
            end(Status.Code.INVALID_ARGUMENT, "the call brings no message of its method");
            return;
        }
        switch (room.admission().enter(() -> resume(complete))) {
            case ADMITTED -> work(complete);
            case QUEUED -> {}
            case FULL -> end(Status.Code.UNAVAILABLE, "too many requests at once; try again");
        }
    }

    /** Once there is a place. */
    private boolean resume(Message complete) {
        if (over.get()) {
            return false;
        }
        room.executor().execute(() -> work(complete));
        return true;
    }

    private void work(Message complete) {
        try {
            if (!over.get()) {
                answer(room.calls().result(method, complete, sender()));
            }
        } finally {
            room.admission().leave();
        }
    }

    private GcpSender sender() {
        Duration left = room.requestTimeout();
        if (callers != null) {
            Duration wanted = Duration.ofNanos(callers.timeRemaining(TimeUnit.NANOSECONDS));
            left = wanted.compareTo(left) < 0 ? wanted : left;
        }
        return new GcpSender(
                Sender.token(headers),
                Sender.remote(call.getAttributes()),
                Sender.headers(headers),
                io.sealwright.storage.Deadline.in(left));
    }

    private void answer(Calls.Result result) {
        switch (result) {
            case Calls.Result.Done done -> send(done.message(), done.headers());
            case Calls.Result.Failed failed -> end(failed.outcome());
        }
    }

    private void send(Message answer, Map<String, String> more) {
        if (over.compareAndSet(false, true)) {
            call.sendHeaders(Outcome.metadata(more));
            call.sendMessage(answer);
            call.close(Status.OK, new Metadata());
        }
    }

    private void end(Status.Code code, String why) {
        end(Outcome.of(code, why));
    }

    private void end(Outcome outcome) {
        if (over.compareAndSet(false, true)) {
            disarm();
            call.close(outcome.status(), outcome.trailers());
        }
    }

    private void disarm() {
        Future<?> running = timeout;
        if (running != null) {
            running.cancel(false);
        }
    }

    @Override
    public void onCancel() {
        over.set(true);
        disarm();
    }
}
