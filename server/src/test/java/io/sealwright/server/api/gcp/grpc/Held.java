package io.sealwright.server.api.gcp.grpc;

import io.sealwright.server.request.Answer;
import io.sealwright.server.spi.Request;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;

/** A pipeline that answers when it is told to. */
final class Held implements Function<Request, Answer> {
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private final Function<Request, Answer> then;

    Held(Function<Request, Answer> then) {
        this.then = then;
    }

    @Override
    public Answer apply(Request request) {
        entered.countDown();
        try {
            released.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return then.apply(request);
    }

    /** Returns when a request is there. */
    void awaitRequest() throws InterruptedException {
        entered.await();
    }

    void release() {
        released.countDown();
    }
}
