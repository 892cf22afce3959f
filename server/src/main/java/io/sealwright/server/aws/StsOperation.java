package io.sealwright.server.aws;

import io.sealwright.policy.Operation;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The operations of AWS STS that there are here, with the parameters that each of them has. */
public enum StsOperation {
    GET_CALLER_IDENTITY("GetCallerIdentity", Operation.READ, Set.of(), Set.of()),
    GET_SESSION_TOKEN(
            "GetSessionToken",
            Operation.UPDATE,
            Set.of("DurationSeconds"),
            Set.of("SerialNumber", "TokenCode")),
    ASSUME_ROLE(
            "AssumeRole",
            Operation.UPDATE,
            Set.of("RoleArn", "RoleSessionName", "DurationSeconds", "ExternalId"),
            Set.of(
                    "Policy",
                    "PolicyArns",
                    "ProvidedContexts",
                    "SerialNumber",
                    "SourceIdentity",
                    "Tags",
                    "TokenCode",
                    "TransitiveTagKeys")),
    ASSUME_ROLE_WITH_WEB_IDENTITY(
            "AssumeRoleWithWebIdentity",
            Operation.UPDATE,
            Set.of("RoleArn", "RoleSessionName", "DurationSeconds", "WebIdentityToken"),
            Set.of("Policy", "PolicyArns", "ProviderId"));

    /** As scopes of signatures call the service. */
    public static final String SERVICE = "sts";

    /** Of the API, as every request has to say it. */
    public static final String VERSION = "2011-06-15";

    /** Below the auth mount: where policies give leave to assume roles. */
    public static final String FOLDER = "sts/";

    private static final String ASSUME = FOLDER + "assume-role/";
    private static final String ASSUME_BY_WEB = FOLDER + "assume-role-with-web-identity/";

    private static final Set<String> NOT_YET =
            Set.of(
                    "AssumeRoleWithSAML",
                    "AssumeRoot",
                    "DecodeAuthorizationMessage",
                    "GetAccessKeyInfo",
                    "GetDelegatedAccessToken",
                    "GetFederationToken",
                    "GetWebIdentityToken");

    private static final Map<String, StsOperation> BY_NAME = new HashMap<>();

    static {
        for (StsOperation operation : values()) {
            BY_NAME.put(operation.wireName, operation);
        }
    }

    private final String wireName;
    private final Operation operation;
    private final Set<String> parameters;
    private final Set<String> unsupported;

    StsOperation(
            String wireName, Operation operation, Set<String> parameters, Set<String> unsupported) {
        this.wireName = wireName;
        this.operation = operation;
        this.parameters = parameters;
        this.unsupported = unsupported;
    }

    /** As AWS calls it. */
    public String wireName() {
        return wireName;
    }

    /** Null for a name that is none here. */
    public static @Nullable StsOperation find(String wireName) {
        return BY_NAME.get(wireName);
    }

    /** Whether AWS has an operation of this name, and this server has not. */
    public static boolean notYet(String wireName) {
        return NOT_YET.contains(wireName);
    }

    /** Whether it is asked for without a signature. */
    public boolean unsigned() {
        return this == ASSUME_ROLE_WITH_WEB_IDENTITY;
    }

    /** What its caller needs leave for, at the auth mount of the account. */
    public Leave leave(ObjectNode parameters) {
        return new Leave(
                operation,
                switch (this) {
                    case GET_CALLER_IDENTITY -> FOLDER + "get-caller-identity";
                    case GET_SESSION_TOKEN -> FOLDER + "get-session-token";
                    case ASSUME_ROLE -> ASSUME + role(parameters);
                    case ASSUME_ROLE_WITH_WEB_IDENTITY -> ASSUME_BY_WEB + role(parameters);
                });
    }

    /** A name that no role has where the request names none. */
    private static String role(ObjectNode parameters) {
        JsonNode arn = parameters.get("RoleArn");
        RoleArn role = RoleArn.of(arn != null && arn.isString() ? arn.stringValue() : "");
        return role.name().isEmpty() ? "*" : role.name();
    }

    /** Why a parameter cannot be taken; null if it can. */
    public @Nullable String refusal(String parameter) {
        int dot = parameter.indexOf('.');
        String name = dot < 0 ? parameter : parameter.substring(0, dot);
        if (unsupported.contains(name)) {
            return name + " is not supported by this server; docs/aws.md says what is";
        }
        return parameters.contains(parameter)
                ? null
                : "The request has a parameter that "
                        + wireName
                        + " does not have; it has "
                        + names();
    }

    private String names() {
        return parameters.isEmpty() ? "none" : String.join(", ", new TreeSet<>(parameters));
    }
}
