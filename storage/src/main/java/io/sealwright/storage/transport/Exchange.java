package io.sealwright.storage.transport;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.ratis.thirdparty.io.grpc.MethodDescriptor;

/**
 * One stream of questions and answers between two members, on the port and TLS of Raft. A question
 * is {@code id (8) | kind (1) | payload}, its answer {@code id (8) | status (1) | payload}; answers
 * come in any order.
 */
final class Exchange {
    static final String SERVICE = "io.sealwright.Members";
    static final int MAX_MESSAGE = 16 << 20;
    static final int HEAD = Long.BYTES + 1;

    static final MethodDescriptor<byte[], byte[]> METHOD =
            MethodDescriptor.<byte[], byte[]>newBuilder()
                    .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
                    .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, "Exchange"))
                    .setRequestMarshaller(new Bytes())
                    .setResponseMarshaller(new Bytes())
                    .build();

    private Exchange() {}

    static byte[] frame(long id, byte kindOrStatus, byte[] payload) {
        return ByteBuffer.allocate(HEAD + payload.length)
                .putLong(id)
                .put(kindOrStatus)
                .put(payload)
                .array();
    }

    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readNBytes(MAX_MESSAGE);
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
    }
}
