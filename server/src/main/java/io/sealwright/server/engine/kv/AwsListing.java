package io.sealwright.server.engine.kv;

import io.sealwright.policy.Operation;
import io.sealwright.server.aws.AwsErrors;
import io.sealwright.server.aws.Leave;
import io.sealwright.server.aws.SecretId;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.Response;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * ListSecrets: in the order of the names, and only those whose metadata the caller may read. A page
 * may be shorter than asked for, and still not be the last, as with AWS.
 */
final class AwsListing {
    private static final int MAX_RESULTS = 100;

    /** Secrets that one request looks at: each costs the read of a record. */
    private static final int MAX_LOOKED_AT = 1_000;

    private static final int MAX_TOKEN = 4_096;

    private AwsListing() {}

    /**
     * @param next where the next page begins; empty if this is the last one
     */
    record Page(List<AwsSecret> secrets, String next) {}

    static Response list(Call call) {
        Page page = page(call, MAX_RESULTS);
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode list = answer.putArray("SecretList");
        page.secrets().forEach(found -> list.add(AwsDescriptions.listed(call, found)));
        if (!page.next().isEmpty()) {
            answer.put("NextToken", page.next());
        }
        return Response.of(answer);
    }

    /**
     * @param most secrets of a page, and as many if the request does not say
     */
    static Page page(Call call, int most) {
        AwsParameters parameters = new AwsParameters(call.body());
        requireOrder(parameters);
        int wanted = parameters.count("MaxResults", most, most);
        List<AwsFilter> filters = AwsFilter.all(parameters);
        boolean all = parameters.flag("IncludePlannedDeletion", false);
        String last = after(parameters);
        List<AwsSecret> found = new ArrayList<>();
        List<String> names = Listing.tree(call.records(), last, MAX_LOOKED_AT);
        for (String name : names) {
            if (found.size() == wanted) {
                return new Page(found, next(last));
            }
            last = name;
            AwsSecret secret = visible(call, name, all);
            if (secret != null && filters.stream().allMatch(filter -> filter.matches(secret))) {
                found.add(secret);
            }
        }
        return new Page(found, names.size() < MAX_LOOKED_AT ? "" : next(last));
    }

    private static @Nullable AwsSecret visible(Call call, String name, boolean all) {
        // What AWS could not name, its clients are not told of.
        if (!SecretId.isName(name)
                || !AwsSecret.allowed(call, Leave.ofMetadata(Operation.READ, name))) {
            return null;
        }
        Secret secret =
                all ? Secrets.findAny(call.records(), name) : Secrets.find(call.records(), name);
        return secret == null ? null : new AwsSecret(name, secret);
    }

    private static void requireOrder(AwsParameters parameters) {
        String order = parameters.text("SortOrder", 4);
        String by = parameters.text("SortBy", 64);
        if (order != null && !order.equals("asc") || by != null && !by.equals("name")) {
            throw AwsErrors.invalidParameter(
                    "This server lists secrets by name in rising order: leave SortOrder and SortBy"
                            + " out, or say asc and name.");
        }
    }

    private static String next(String name) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(name.getBytes(StandardCharsets.UTF_8));
    }

    private static String after(AwsParameters parameters) {
        String token = parameters.text("NextToken", MAX_TOKEN);
        if (token == null) {
            return "";
        }
        try {
            return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw AwsErrors.invalidNextToken();
        }
    }
}
