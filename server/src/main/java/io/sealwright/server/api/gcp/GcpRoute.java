package io.sealwright.server.api.gcp;

import io.sealwright.server.gcp.GcpMethod;
import org.jspecify.annotations.Nullable;

/**
 * Which method an HTTP request asks for, by Google's HTTP rules of the service.
 *
 * @param resource the resource's name, from the path
 * @param body which member of the request message the body is; {@code *} for all of it, empty where
 *     there is none
 */
record GcpRoute(GcpMethod method, String resource, String body) {
    private static final String NONE = "";
    private static final String ALL = "*";
    private static final String SECRET = "secret";
    private static final String PROJECTS = "projects";
    private static final String LOCATIONS = "locations";
    private static final String SECRETS = "secrets";
    private static final String VERSIONS = "versions";

    /**
     * @param path below {@code /v1/}
     * @return null if the rules have no such path, or not with this verb
     */
    static @Nullable GcpRoute of(String verb, String path) {
        int colon = path.indexOf(':', path.lastIndexOf('/') + 1);
        String custom = colon < 0 ? NONE : path.substring(colon + 1);
        String name = colon < 0 ? path : path.substring(0, colon);
        String[] segments = name.split("/", -1);
        if (segments.length < 3 || !segments[0].equals(PROJECTS) || path.endsWith(":")) {
            return null;
        }
        int rest = segments.length > 3 && segments[2].equals(LOCATIONS) ? 4 : 2;
        String call = custom.isEmpty() ? verb : verb + ':' + custom;
        return switch (segments.length - rest) {
            case 0 -> call.equals("GET") ? of(GcpMethod.GET_LOCATION, name) : null;
            case 1 ->
                    segments[rest].equals(LOCATIONS) && rest > 2
                            ? null
                            : collection(call, name, segments[rest]);
            case 2 -> segments[rest].equals(SECRETS) ? secret(call, name) : null;
            case 3 ->
                    segments[rest].equals(SECRETS)
                                    && segments[rest + 2].equals(VERSIONS)
                                    && call.equals("GET")
                            ? of(GcpMethod.LIST_SECRET_VERSIONS, parent(name))
                            : null;
            case 4 ->
                    segments[rest].equals(SECRETS) && segments[rest + 2].equals(VERSIONS)
                            ? version(call, name)
                            : null;
            default -> null;
        };
    }

    private static GcpRoute of(GcpMethod method, String resource) {
        return new GcpRoute(method, resource, NONE);
    }

    private static String parent(String name) {
        return name.substring(0, name.lastIndexOf('/'));
    }

    private static @Nullable GcpRoute collection(String call, String name, String collection) {
        return switch (collection + ' ' + call) {
            case SECRETS + " GET" -> of(GcpMethod.LIST_SECRETS, parent(name));
            case SECRETS + " POST" -> new GcpRoute(GcpMethod.CREATE_SECRET, parent(name), SECRET);
            case LOCATIONS + " GET" -> of(GcpMethod.LIST_LOCATIONS, parent(name));
            default -> null;
        };
    }

    private static @Nullable GcpRoute secret(String call, String name) {
        return switch (call) {
            case "GET" -> of(GcpMethod.GET_SECRET, name);
            case "PATCH" -> new GcpRoute(GcpMethod.UPDATE_SECRET, name, SECRET);
            case "DELETE" -> of(GcpMethod.DELETE_SECRET, name);
            case "POST:addVersion" -> new GcpRoute(GcpMethod.ADD_SECRET_VERSION, name, ALL);
            case "POST:setIamPolicy" -> new GcpRoute(GcpMethod.SET_IAM_POLICY, name, ALL);
            case "GET:getIamPolicy" -> of(GcpMethod.GET_IAM_POLICY, name);
            case "POST:testIamPermissions" ->
                    new GcpRoute(GcpMethod.TEST_IAM_PERMISSIONS, name, ALL);
            default -> null;
        };
    }

    private static @Nullable GcpRoute version(String call, String name) {
        return switch (call) {
            case "GET" -> of(GcpMethod.GET_SECRET_VERSION, name);
            case "GET:access" -> of(GcpMethod.ACCESS_SECRET_VERSION, name);
            case "POST:disable" -> new GcpRoute(GcpMethod.DISABLE_SECRET_VERSION, name, ALL);
            case "POST:enable" -> new GcpRoute(GcpMethod.ENABLE_SECRET_VERSION, name, ALL);
            case "POST:destroy" -> new GcpRoute(GcpMethod.DESTROY_SECRET_VERSION, name, ALL);
            default -> null;
        };
    }
}
