package io.sealwright.server.api.gcp;

import com.google.cloud.location.GetLocationRequest;
import com.google.cloud.location.ListLocationsRequest;
import com.google.cloud.location.ListLocationsResponse;
import com.google.cloud.location.Location;
import com.google.cloud.secretmanager.v1.AccessSecretVersionRequest;
import com.google.cloud.secretmanager.v1.AccessSecretVersionResponse;
import com.google.cloud.secretmanager.v1.AddSecretVersionRequest;
import com.google.cloud.secretmanager.v1.CreateSecretRequest;
import com.google.cloud.secretmanager.v1.DeleteSecretRequest;
import com.google.cloud.secretmanager.v1.DestroySecretVersionRequest;
import com.google.cloud.secretmanager.v1.DisableSecretVersionRequest;
import com.google.cloud.secretmanager.v1.EnableSecretVersionRequest;
import com.google.cloud.secretmanager.v1.GetSecretRequest;
import com.google.cloud.secretmanager.v1.GetSecretVersionRequest;
import com.google.cloud.secretmanager.v1.ListSecretVersionsRequest;
import com.google.cloud.secretmanager.v1.ListSecretVersionsResponse;
import com.google.cloud.secretmanager.v1.ListSecretsRequest;
import com.google.cloud.secretmanager.v1.ListSecretsResponse;
import com.google.cloud.secretmanager.v1.Secret;
import com.google.cloud.secretmanager.v1.SecretVersion;
import com.google.cloud.secretmanager.v1.UpdateSecretRequest;
import com.google.iam.v1.GetIamPolicyRequest;
import com.google.iam.v1.Policy;
import com.google.iam.v1.SetIamPolicyRequest;
import com.google.iam.v1.TestIamPermissionsRequest;
import com.google.iam.v1.TestIamPermissionsResponse;
import com.google.protobuf.Empty;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.util.JsonFormat;
import io.sealwright.server.gcp.GcpMethod;
import io.sealwright.server.http.JsonBytes;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The protobuf messages of each method, and their JSON as Google's own library has it. */
public final class GcpMessages {
    private static final JsonFormat.Parser PARSER = JsonFormat.parser();
    private static final JsonFormat.Printer PRINTER =
            JsonFormat.printer().omittingInsignificantWhitespace();
    private static final JsonMapper MAPPER = JsonMapper.shared();

    private GcpMessages() {}

    /** An empty request of a method. */
    public static Message.Builder request(GcpMethod method) {
        return switch (method) {
            case LIST_SECRETS -> ListSecretsRequest.newBuilder();
            case CREATE_SECRET -> CreateSecretRequest.newBuilder();
            case GET_SECRET -> GetSecretRequest.newBuilder();
            case UPDATE_SECRET -> UpdateSecretRequest.newBuilder();
            case DELETE_SECRET -> DeleteSecretRequest.newBuilder();
            case ADD_SECRET_VERSION -> AddSecretVersionRequest.newBuilder();
            case LIST_SECRET_VERSIONS -> ListSecretVersionsRequest.newBuilder();
            case GET_SECRET_VERSION -> GetSecretVersionRequest.newBuilder();
            case ACCESS_SECRET_VERSION -> AccessSecretVersionRequest.newBuilder();
            case DISABLE_SECRET_VERSION -> DisableSecretVersionRequest.newBuilder();
            case ENABLE_SECRET_VERSION -> EnableSecretVersionRequest.newBuilder();
            case DESTROY_SECRET_VERSION -> DestroySecretVersionRequest.newBuilder();
            case SET_IAM_POLICY -> SetIamPolicyRequest.newBuilder();
            case GET_IAM_POLICY -> GetIamPolicyRequest.newBuilder();
            case TEST_IAM_PERMISSIONS -> TestIamPermissionsRequest.newBuilder();
            case LIST_LOCATIONS -> ListLocationsRequest.newBuilder();
            case GET_LOCATION -> GetLocationRequest.newBuilder();
        };
    }

    /** An empty answer of a method. */
    public static Message.Builder response(GcpMethod method) {
        return switch (method) {
            case LIST_SECRETS -> ListSecretsResponse.newBuilder();
            case CREATE_SECRET, GET_SECRET, UPDATE_SECRET -> Secret.newBuilder();
            case DELETE_SECRET -> Empty.newBuilder();
            case ADD_SECRET_VERSION,
                    GET_SECRET_VERSION,
                    DISABLE_SECRET_VERSION,
                    ENABLE_SECRET_VERSION,
                    DESTROY_SECRET_VERSION ->
                    SecretVersion.newBuilder();
            case LIST_SECRET_VERSIONS -> ListSecretVersionsResponse.newBuilder();
            case ACCESS_SECRET_VERSION -> AccessSecretVersionResponse.newBuilder();
            case SET_IAM_POLICY, GET_IAM_POLICY -> Policy.newBuilder();
            case TEST_IAM_PERMISSIONS -> TestIamPermissionsResponse.newBuilder();
            case LIST_LOCATIONS -> ListLocationsResponse.newBuilder();
            case GET_LOCATION -> Location.newBuilder();
        };
    }

    /**
     * The parameters of a call, of JSON in any of the forms that Google takes.
     *
     * @throws InvalidProtocolBufferException if it is not the method's request; the message may
     *     quote it
     */
    static ObjectNode parameters(GcpMethod method, ObjectNode json)
            throws InvalidProtocolBufferException {
        return json(merged(request(method), json));
    }

    /**
     * A message of its JSON.
     *
     * @throws InvalidProtocolBufferException if it is not of the builder's type; the message may
     *     quote it
     */
    public static Message merged(Message.Builder builder, ObjectNode json)
            throws InvalidProtocolBufferException {
        try (JsonBytes text = new JsonBytes()) {
            text.node(json);
            PARSER.merge(new String(text.copy(), StandardCharsets.UTF_8), builder);
        }
        return builder.build();
    }

    /**
     * The message as {@link GcpService#call} takes it.
     *
     * @throws InvalidProtocolBufferException if it has no form in JSON, such as a field mask of
     *     unusual names
     */
    public static ObjectNode json(MessageOrBuilder message) throws InvalidProtocolBufferException {
        return (ObjectNode) MAPPER.readTree(PRINTER.print(message));
    }
}
