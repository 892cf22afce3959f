package io.sealwright.server.engine.kv;

import io.sealwright.server.gcp.GcpErrors;
import io.sealwright.server.gcp.GcpMethod;
import io.sealwright.server.gcp.GcpName;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.Response;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * ListSecrets, in the order of the names and only those that the caller may get; and
 * ListSecretVersions, newest first. A page may be shorter than asked for, and still not be the
 * last.
 */
final class GcpListing {
    /** Names that one request looks at: each costs the read of a record. */
    static final int MAX_LOOKED_AT = 5_000;

    private static final int MAX_PAGE = 25_000;
    private static final int NAMES = 1_000;
    private static final String FILTER = "filter";
    private static final String PAGE_TOKEN = "pageToken";
    private static final Set<String> SECRET_FIELDS =
            Set.of(
                    "name",
                    "replication",
                    "createTime",
                    "labels",
                    "annotations",
                    "topics",
                    "expireTime",
                    "etag",
                    "rotation",
                    "versionAliases",
                    "versionDestroyTtl",
                    "customerManagedEncryption");
    private static final Set<String> VERSION_FIELDS =
            Set.of(
                    "name",
                    "createTime",
                    "destroyTime",
                    "state",
                    "etag",
                    "replicationStatus",
                    "clientSpecifiedPayloadChecksum",
                    "scheduledDestroyTime");

    private GcpListing() {}

    static Response secrets(Call call) {
        GcpName place = GcpSecret.name(call);
        GcpParameters request = new GcpParameters(call.body());
        GcpListFilter filter = GcpListFilter.of(request.text(FILTER), SECRET_FIELDS);
        int wanted = request.pageSize(MAX_PAGE);
        String after = after(request);
        List<String> names = names(call, "", MAX_LOOKED_AT + 1);
        boolean whole = names.size() <= MAX_LOOKED_AT;
        if (!whole) {
            names = names(call, after, MAX_LOOKED_AT);
        }
        ArrayNode shown = JsonNodeFactory.instance.arrayNode();
        String last = "";
        boolean more = !whole && names.size() == MAX_LOOKED_AT;
        int total = 0;
        for (String name : names) {
            ObjectNode found = visible(call, place, name, filter);
            total += found == null ? 0 : 1;
            if (name.compareTo(after) <= 0 && !after.isEmpty()) {
                continue;
            }
            if (shown.size() < wanted) {
                last = name;
                if (found != null) {
                    shown.add(found);
                }
            } else if (found != null) {
                more = true;
                if (!whole) {
                    break;
                }
            }
        }
        ObjectNode answer = page("secrets", shown, more ? token(last) : "");
        return Response.of(counted(answer, whole && filter.isEmpty() ? total : 0));
    }

    /** Of secrets that the API can name; what lies in folders it cannot. */
    private static List<String> names(Call call, String after, int limit) {
        List<String> names = new ArrayList<>();
        String last = after;
        while (names.size() < limit) {
            List<String> page = call.records().list("", last, NAMES);
            page.stream()
                    .filter(GcpName::isSecretId)
                    .limit(limit - names.size())
                    .forEach(names::add);
            if (page.size() < NAMES) {
                return names;
            }
            last = page.getLast();
        }
        return names;
    }

    static @Nullable GcpSecret visible(Call call, GcpName place, String name) {
        Secret secret = Secrets.find(call.records(), name);
        if (secret == null) {
            return null;
        }
        GcpSecret found = new GcpSecret(place.withSecret(name), secret);
        return found.allowed(call, GcpMethod.GET_SECRET) ? found : null;
    }

    private static @Nullable ObjectNode visible(
            Call call, GcpName place, String name, GcpListFilter filter) {
        GcpSecret found = visible(call, place, name);
        if (found == null || !found.secret().about().google().location().equals(place.location())) {
            return null;
        }
        ObjectNode shown = GcpShown.secret(found);
        return filter.matches(shown) ? shown : null;
    }

    /** Locations that secrets are said to be in which the caller may get. */
    static List<String> locations(Call call, GcpName project) {
        return names(call, "", MAX_LOOKED_AT).stream()
                .map(name -> visible(call, project, name))
                .filter(found -> found != null)
                .map(found -> found.secret().about().google().location())
                .filter(location -> !location.isEmpty())
                .distinct()
                .sorted()
                .toList();
    }

    static Response versions(Call call) {
        GcpSecret found = GcpSecret.of(call);
        GcpParameters request = new GcpParameters(call.body());
        GcpListFilter filter = GcpListFilter.of(request.text(FILTER), VERSION_FIELDS);
        int wanted = request.pageSize(MAX_PAGE);
        long before = before(request);
        ArrayNode shown = JsonNodeFactory.instance.arrayNode();
        long last = 0;
        boolean more = false;
        for (SecretVersion version : found.secret().versions().reversed()) {
            if (version.number() >= before) {
                continue;
            }
            ObjectNode one = GcpShown.version(found, version, call.now());
            if (!filter.matches(one)) {
                continue;
            }
            if (shown.size() == wanted) {
                more = true;
                break;
            }
            last = version.number();
            shown.add(one);
        }
        ObjectNode answer = page("versions", shown, more ? token(Long.toString(last)) : "");
        return Response.of(
                counted(answer, filter.isEmpty() ? found.secret().versions().size() : 0));
    }

    private static ObjectNode page(String member, ArrayNode shown, String next) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        if (!shown.isEmpty()) {
            answer.set(member, shown);
        }
        if (!next.isEmpty()) {
            answer.put("nextPageToken", next);
        }
        return answer;
    }

    private static ObjectNode counted(ObjectNode answer, int total) {
        return total > 0 ? answer.put("totalSize", total) : answer;
    }

    private static String token(String place) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(place.getBytes(StandardCharsets.UTF_8));
    }

    private static String after(GcpParameters request) {
        try {
            return new String(
                    Base64.getUrlDecoder().decode(request.text(PAGE_TOKEN)),
                    StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw wrongToken();
        }
    }

    private static long before(GcpParameters request) {
        String place = after(request);
        if (place.isEmpty()) {
            return Long.MAX_VALUE;
        }
        if (!place.matches("[0-9]{1,18}")) {
            throw wrongToken();
        }
        return Long.parseLong(place);
    }

    private static io.sealwright.server.spi.RequestFailure wrongToken() {
        return GcpErrors.invalid("The page token is not one of an answer of this method.");
    }
}
