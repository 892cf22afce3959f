package io.sealwright.server.api.gcp.grpc;

import com.google.protobuf.Message;
import io.grpc.CallOptions;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.sealwright.server.api.gcp.GcpMessages;
import io.sealwright.server.gcp.GcpMethod;
import java.security.cert.X509Certificate;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/** A channel to the listener on loopback. */
final class GrpcClient implements AutoCloseable {
    private final ManagedChannel channel;

    private GrpcClient(NettyChannelBuilder builder) {
        channel = builder.build();
    }

    static GrpcClient plain(int port) {
        return new GrpcClient(NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext());
    }

    static GrpcClient encrypted(int port, X509Certificate trusted) throws SSLException {
        return new GrpcClient(
                NettyChannelBuilder.forAddress("127.0.0.1", port)
                        .sslContext(GrpcSslContexts.forClient().trustManager(trusted).build()));
    }

    ManagedChannel channel() {
        return channel;
    }

    static MethodDescriptor<Message, Message> descriptor(GcpMethod method) {
        return MethodDescriptor.<Message, Message>newBuilder()
                .setType(MethodDescriptor.MethodType.UNARY)
                .setFullMethodName(Services.SECRETS + "/" + method.wireName())
                .setRequestMarshaller(
                        ProtoUtils.marshaller(
                                GcpMessages.request(method).getDefaultInstanceForType()))
                .setResponseMarshaller(
                        ProtoUtils.marshaller(
                                GcpMessages.response(method).getDefaultInstanceForType()))
                .build();
    }

    /** Waits ten seconds at most. */
    Message call(GcpMethod method, Message request) {
        return call(method, request, CallOptions.DEFAULT.withDeadlineAfter(10, TimeUnit.SECONDS));
    }

    /** With the token {@code t}. */
    Message call(GcpMethod method, Message request, CallOptions options) {
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer t");
        return ClientCalls.blockingUnaryCall(
                ClientInterceptors.intercept(
                        channel, MetadataUtils.newAttachHeadersInterceptor(headers)),
                descriptor(method),
                options,
                request);
    }

    @Override
    public void close() {
        channel.shutdownNow();
        try {
            boolean _ = channel.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
