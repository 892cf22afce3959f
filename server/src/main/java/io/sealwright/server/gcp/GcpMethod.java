package io.sealwright.server.gcp;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The methods of GCP Secret Manager: those of {@code google.cloud.secretmanager.v1} and of {@code
 * google.cloud.location} that the service has.
 */
public enum GcpMethod {
    LIST_SECRETS("ListSecrets", "secrets.list", "parent", GcpName.Kind.PARENT),
    CREATE_SECRET("CreateSecret", "secrets.create", "parent", GcpName.Kind.PARENT),
    GET_SECRET("GetSecret", "secrets.get", "name", GcpName.Kind.SECRET),
    UPDATE_SECRET("UpdateSecret", "secrets.update", "secret.name", GcpName.Kind.SECRET),
    DELETE_SECRET("DeleteSecret", "secrets.delete", "name", GcpName.Kind.SECRET),
    ADD_SECRET_VERSION("AddSecretVersion", "versions.add", "parent", GcpName.Kind.SECRET),
    LIST_SECRET_VERSIONS("ListSecretVersions", "versions.list", "parent", GcpName.Kind.SECRET),
    GET_SECRET_VERSION("GetSecretVersion", "versions.get", "name", GcpName.Kind.VERSION),
    ACCESS_SECRET_VERSION("AccessSecretVersion", "versions.access", "name", GcpName.Kind.VERSION),
    DISABLE_SECRET_VERSION(
            "DisableSecretVersion", "versions.disable", "name", GcpName.Kind.VERSION),
    ENABLE_SECRET_VERSION("EnableSecretVersion", "versions.enable", "name", GcpName.Kind.VERSION),
    DESTROY_SECRET_VERSION(
            "DestroySecretVersion", "versions.destroy", "name", GcpName.Kind.VERSION),
    SET_IAM_POLICY("SetIamPolicy", "secrets.setIamPolicy", "resource", GcpName.Kind.SECRET),
    GET_IAM_POLICY("GetIamPolicy", "secrets.getIamPolicy", "resource", GcpName.Kind.SECRET),
    TEST_IAM_PERMISSIONS("TestIamPermissions", "", "resource", GcpName.Kind.SECRET),
    LIST_LOCATIONS("ListLocations", "locations.list", "name", GcpName.Kind.PROJECT),
    GET_LOCATION("GetLocation", "locations.get", "name", GcpName.Kind.LOCATION);

    /** As the audit log calls the API. */
    public static final String API = "gcp";

    private static final String SERVICE = "secretmanager.";
    private static final Map<String, GcpMethod> BY_NAME = new HashMap<>();
    private static final Map<String, GcpMethod> BY_PERMISSION = new HashMap<>();

    static {
        for (GcpMethod method : values()) {
            BY_NAME.put(method.wireName, method);
            if (!method.permission.isEmpty()) {
                BY_PERMISSION.put(method.permission(), method);
            }
        }
    }

    private final String wireName;
    private final String permission;
    private final String member;
    private final GcpName.Kind kind;

    GcpMethod(String wireName, String permission, String member, GcpName.Kind kind) {
        this.wireName = wireName;
        this.permission = permission;
        this.member = member;
        this.kind = kind;
    }

    /** As Google calls it. */
    public String wireName() {
        return wireName;
    }

    /** What Google's IAM asks for, such as {@code secretmanager.versions.access}. */
    public String permission() {
        return permission.isEmpty() ? "" : SERVICE + permission;
    }

    /** Which member of the request names the resource; with a dot for one in another. */
    public String member() {
        return member;
    }

    /** What that member names. */
    public GcpName.Kind kind() {
        return kind;
    }

    /** Null for a name that is none. */
    public static @Nullable GcpMethod find(String wireName) {
        return BY_NAME.get(wireName);
    }

    /** The method that a permission is for; null for one that is none. */
    public static @Nullable GcpMethod permitted(String permission) {
        return BY_PERMISSION.get(permission);
    }
}
