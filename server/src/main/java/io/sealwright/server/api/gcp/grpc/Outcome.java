package io.sealwright.server.api.gcp.grpc;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import com.google.rpc.ErrorDetailsProto;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.protobuf.ProtoUtils;
import io.sealwright.server.api.gcp.GcpError;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** How a call ends: its status, and what goes with it. */
record Outcome(Status status, Metadata trailers) {
    private static final Metadata.Key<com.google.rpc.Status> DETAILS =
            Metadata.Key.of(
                    "grpc-status-details-bin",
                    ProtoUtils.metadataMarshaller(com.google.rpc.Status.getDefaultInstance()));

    private static final JsonFormat.Parser PARSER =
            JsonFormat.parser()
                    .usingTypeRegistry(
                            TypeRegistry.newBuilder()
                                    .add(ErrorDetailsProto.getDescriptor().getMessageTypes())
                                    .build());

    static Outcome of(Status.Code code, String message) {
        return new Outcome(code.toStatus().withDescription(message), new Metadata());
    }

    /**
     * @param headers for the wire, besides what the answer itself needs
     */
    static Outcome of(GcpError error, Map<String, String> headers) {
        Metadata trailers = metadata(headers);
        if (error.details() != null) {
            trailers.put(DETAILS, detailed(error));
        }
        return new Outcome(
                Status.fromCodeValue(error.status().code()).withDescription(error.message()),
                trailers);
    }

    static Metadata metadata(Map<String, String> headers) {
        Metadata metadata = new Metadata();
        headers.forEach((name, value) ->
                metadata.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value));
        return metadata;
    }

    private static com.google.rpc.Status detailed(GcpError error) {
        com.google.rpc.Status.Builder status =
                com.google.rpc.Status.newBuilder()
                        .setCode(error.status().code())
                        .setMessage(error.message());
        if (error.details() != null) {
            for (JsonNode detail : error.details()) {
                try {
                    Any.Builder any = status.addDetailsBuilder();
                    PARSER.merge(detail.toString(), any);
                } catch (InvalidProtocolBufferException e) {
                    throw new IllegalStateException("details that are none of google.rpc", e);
                }
            }
        }
        return status.build();
    }
}
