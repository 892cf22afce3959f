package io.sealwright.server.api.gcp.grpc;

import com.google.protobuf.Message;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.protobuf.ProtoUtils;
import io.sealwright.server.api.gcp.GcpMessages;
import io.sealwright.server.gcp.GcpMethod;
import java.util.List;

/**
 * The services as clients name them, with the methods that there are: made of {@link GcpMethod}, so
 * that none can be there for one wire alone.
 */
final class Services {
    static final String SECRETS = "google.cloud.secretmanager.v1.SecretManagerService";
    static final String LOCATIONS = "google.cloud.location.Locations";

    private Services() {}

    static List<ServerServiceDefinition> all(CallRoom room) {
        ServerServiceDefinition.Builder secrets = ServerServiceDefinition.builder(SECRETS);
        ServerServiceDefinition.Builder locations = ServerServiceDefinition.builder(LOCATIONS);
        for (GcpMethod method : GcpMethod.values()) {
            switch (method) {
                case LIST_LOCATIONS, GET_LOCATION ->
                        locations.addMethod(definition(LOCATIONS, method, room));
                case LIST_SECRETS,
                        CREATE_SECRET,
                        GET_SECRET,
                        UPDATE_SECRET,
                        DELETE_SECRET,
                        ADD_SECRET_VERSION,
                        LIST_SECRET_VERSIONS,
                        GET_SECRET_VERSION,
                        ACCESS_SECRET_VERSION,
                        DISABLE_SECRET_VERSION,
                        ENABLE_SECRET_VERSION,
                        DESTROY_SECRET_VERSION,
                        SET_IAM_POLICY,
                        GET_IAM_POLICY,
                        TEST_IAM_PERMISSIONS ->
                        secrets.addMethod(definition(SECRETS, method, room));
            }
        }
        return List.of(secrets.build(), locations.build());
    }

    private static ServerMethodDefinition<Received, Message> definition(
            String service, GcpMethod method, CallRoom room) {
        MethodDescriptor<Received, Message> descriptor =
                MethodDescriptor.<Received, Message>newBuilder()
                        .setType(MethodDescriptor.MethodType.UNARY)
                        .setFullMethodName(
                                MethodDescriptor.generateFullMethodName(service, method.wireName()))
                        .setRequestMarshaller(
                                Received.marshaller(
                                        GcpMessages.request(method).getDefaultInstanceForType()))
                        .setResponseMarshaller(
                                ProtoUtils.marshaller(
                                        GcpMessages.response(method).getDefaultInstanceForType()))
                        .build();
        return ServerMethodDefinition.create(
                descriptor, (call, headers) -> started(method, call, headers, room));
    }

    private static ServerCall.Listener<Received> started(
            GcpMethod method, ServerCall<Received, Message> call, Metadata headers, CallRoom room) {
        UnaryCall one = new UnaryCall(method, call, headers, room, Context.current().getDeadline());
        one.start();
        return one;
    }
}
