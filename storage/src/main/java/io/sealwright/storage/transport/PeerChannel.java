package io.sealwright.storage.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.thirdparty.io.grpc.CallOptions;
import org.apache.ratis.thirdparty.io.grpc.ManagedChannel;
import org.apache.ratis.thirdparty.io.grpc.netty.NettyChannelBuilder;
import org.apache.ratis.thirdparty.io.grpc.stub.ClientCalls;
import org.apache.ratis.thirdparty.io.grpc.stub.StreamObserver;
import org.apache.ratis.thirdparty.io.netty.handler.ssl.SslContext;
import org.jspecify.annotations.Nullable;

/**
 * Asks one other member. One stream, opened again after it breaks; then all open questions fail.
 * Thread-safe.
 */
final class PeerChannel implements AutoCloseable {
    private static final int WINDOW = 4 << 20;
    private static final long KEEP_ALIVE_SECONDS = 10;

    private final ManagedChannel channel;
    private @Nullable Stream stream;
    private long lastId;
    private boolean closed;

    PeerChannel(String target, SslContext tls) {
        channel =
                NettyChannelBuilder.forTarget(target)
                        .proxyDetector(uri -> null)
                        .useTransportSecurity()
                        .sslContext(tls)
                        .flowControlWindow(WINDOW)
                        .maxInboundMessageSize(Exchange.MAX_MESSAGE)
                        .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
                        .keepAliveTimeout(KEEP_ALIVE_SECONDS / 2, TimeUnit.SECONDS)
                        // Answers are handed on, never worked on.
                        .directExecutor()
                        .build();
    }

    /** Fails with an {@link IOException} if the connection broke or no answer came in time. */
    CompletableFuture<PeerAnswer> ask(byte kind, byte[] payload, long timeoutMillis) {
        CompletableFuture<PeerAnswer> answer = new CompletableFuture<>();
        Stream open;
        long id;
        synchronized (this) {
            if (closed) {
                return CompletableFuture.failedFuture(new IOException("the channel is closed"));
            }
            open = stream == null ? open() : stream;
            id = ++lastId;
        }
        if (open.send(id, Exchange.frame(id, kind, payload), answer)) {
            answer.orTimeout(timeoutMillis, TimeUnit.MILLISECONDS)
                    .whenComplete((done, failure) -> open.forget(id));
        }
        return answer;
    }

    @Override
    public void close() {
        Stream open;
        synchronized (this) {
            closed = true;
            open = stream;
            stream = null;
        }
        if (open != null) {
            open.fail(new IOException("the channel is closed"));
        }
        channel.shutdownNow();
    }

    private Stream open() {
        // Without this a member that was away is tried again only after a growing pause.
        channel.resetConnectBackoff();
        Stream next = new Stream();
        next.questions =
                ClientCalls.asyncBidiStreamingCall(
                        channel.newCall(Exchange.METHOD, CallOptions.DEFAULT), next);
        stream = next;
        return next;
    }

    private synchronized void broken(Stream gone) {
        if (stream == gone) {
            stream = null;
        }
    }

    private final class Stream implements StreamObserver<byte[]> {
        private final Map<Long, CompletableFuture<PeerAnswer>> waiting = new HashMap<>();
        private @Nullable StreamObserver<byte[]> questions;
        private @Nullable IOException failed;

        /** Whether the question is on its way; otherwise the answer has failed. */
        boolean send(long id, byte[] frame, CompletableFuture<PeerAnswer> answer) {
            IOException reason;
            synchronized (this) {
                reason = failed;
                if (reason == null && questions != null) {
                    waiting.put(id, answer);
                    try {
                        questions.onNext(frame);
                        return true;
                    } catch (IllegalStateException over) {
                        waiting.remove(id);
                        reason = new IOException("the stream is over", over);
                    }
                }
            }
            broken(this);
            answer.completeExceptionally(
                    reason == null ? new IOException("the stream is not open") : reason);
            return false;
        }

        void forget(long id) {
            synchronized (this) {
                waiting.remove(id);
            }
        }

        @Override
        public void onNext(byte[] frame) {
            if (frame.length < Exchange.HEAD) {
                return;
            }
            ByteBuffer in = ByteBuffer.wrap(frame);
            CompletableFuture<PeerAnswer> answer;
            synchronized (this) {
                answer = waiting.remove(in.getLong());
            }
            if (answer != null) {
                byte status = in.get();
                answer.complete(new PeerAnswer(status, in.slice()));
            }
        }

        @Override
        public void onError(Throwable failure) {
            broken(this);
            fail(new IOException("the connection to a member broke", failure));
        }

        @Override
        public void onCompleted() {
            broken(this);
            fail(new IOException("the member ended the stream"));
        }

        void fail(IOException reason) {
            Map<Long, CompletableFuture<PeerAnswer>> left;
            synchronized (this) {
                failed = reason;
                left = new HashMap<>(waiting);
                waiting.clear();
            }
            left.values().forEach(answer -> answer.completeExceptionally(reason));
        }
    }
}
