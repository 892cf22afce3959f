package io.sealwright.server.api.gcp.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import io.grpc.MethodDescriptor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * A message as it came.
 *
 * @param message null if it is none of its method's
 */
record Received(@Nullable Message message) {
    /**
     * Reads a method's request. What is none is an outcome here, not an exception, which gRPC would
     * log with its stack.
     */
    static MethodDescriptor.Marshaller<Received> marshaller(Message prototype) {
        Parser<? extends Message> parser = prototype.getParserForType();
        return new MethodDescriptor.Marshaller<>() {
            @Override
            public InputStream stream(Received value) {
                Message message = value.message();
                return new ByteArrayInputStream(
                        message == null ? new byte[0] : message.toByteArray());
            }

            @Override
            public Received parse(InputStream in) {
                try {
                    // Never more than the limit of a message, which gRPC counts.
                    return new Received(parser.parseFrom(in.readAllBytes()));
                } catch (InvalidProtocolBufferException e) {
                    return new Received(null);
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            }
        };
    }

    @Override
    public String toString() {
        return "Received";
    }
}
