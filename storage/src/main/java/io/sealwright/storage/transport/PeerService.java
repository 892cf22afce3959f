package io.sealwright.storage.transport;

import java.nio.ByteBuffer;
import org.apache.ratis.thirdparty.io.grpc.ServerServiceDefinition;
import org.apache.ratis.thirdparty.io.grpc.StatusRuntimeException;
import org.apache.ratis.thirdparty.io.grpc.stub.ServerCalls;
import org.apache.ratis.thirdparty.io.grpc.stub.StreamObserver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The answering side of {@link Exchange}. */
final class PeerService {
    private static final Logger LOG = LoggerFactory.getLogger(PeerService.class);

    private PeerService() {}

    static ServerServiceDefinition of(PeerHandler handler) {
        return ServerServiceDefinition.builder(Exchange.SERVICE)
                .addMethod(
                        Exchange.METHOD,
                        ServerCalls.asyncBidiStreamingCall(
                                answers -> new Questions(handler, answers)))
                .build();
    }

    private static final class Questions implements StreamObserver<byte[]> {
        private final PeerHandler handler;
        private final StreamObserver<byte[]> answers;
        private boolean over;

        Questions(PeerHandler handler, StreamObserver<byte[]> answers) {
            this.handler = handler;
            this.answers = answers;
        }

        @Override
        public void onNext(byte[] frame) {
            if (frame.length < Exchange.HEAD) {
                return;
            }
            ByteBuffer in = ByteBuffer.wrap(frame);
            long id = in.getLong();
            byte kind = in.get();
            try {
                handler.answer(kind, in.slice())
                        .whenComplete((answer, failure) ->
                                send(id, failure == null ? answer : failed(failure)));
            } catch (RuntimeException failure) {
                send(id, failed(failure));
            }
        }

        @Override
        public void onError(Throwable failure) {
            synchronized (this) {
                over = true;
            }
        }

        @Override
        public void onCompleted() {
            synchronized (this) {
                if (!over) {
                    over = true;
                    answers.onCompleted();
                }
            }
        }

        private static PeerAnswer failed(Throwable failure) {
            LOG.debug("a member's question failed", failure);
            return PeerAnswer.of(PeerAnswer.FAILED);
        }

        /** A stream takes one message at a time. */
        private void send(long id, PeerAnswer answer) {
            byte[] frame = answer.frame(id);
            synchronized (this) {
                if (over) {
                    return;
                }
                try {
                    answers.onNext(frame);
                } catch (StatusRuntimeException | IllegalStateException gone) {
                    over = true;
                }
            }
        }
    }
}
