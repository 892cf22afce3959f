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
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * ListSecrets: only those whose metadata the caller may read. In the order of the names, a page may
 * be shorter than asked for, and still not be the last, as with AWS.
 */
final class AwsListing {
    private static final int MAX_RESULTS = 100;

    /** Secrets that one request looks at: each costs the read of a record. */
    private static final int MAX_LOOKED_AT = 1_000;

    /** In any other order each page costs the reading of all. */
    private static final int MAX_SORTED = 10_000;

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

    /** Which secrets are asked for. */
    private record Wanted(Call call, List<AwsFilter> filters, boolean all, int count) {
        static Wanted of(Call call, AwsParameters parameters, int most) {
            int count = parameters.count("MaxResults", most, most);
            return new Wanted(
                    call,
                    AwsFilter.all(parameters),
                    parameters.flag("IncludePlannedDeletion", false),
                    count);
        }

        /** Null if it is not one of them. */
        @Nullable AwsSecret find(String name) {
            AwsSecret secret = visible(call, name, all);
            return secret != null
                            && filters.stream().allMatch(filter -> filter.matches(call, secret))
                    ? secret
                    : null;
        }
    }

    /**
     * @param most secrets of a page, and as many if the request does not say
     */
    static Page page(Call call, int most) {
        AwsParameters parameters = new AwsParameters(call.body());
        AwsOrder order = AwsOrder.of(parameters);
        Wanted wanted = Wanted.of(call, parameters, most);
        return order.equals(AwsOrder.NAMES)
                ? byName(wanted, token(parameters))
                : sorted(wanted, order, order.place(parameters));
    }

    private static Page byName(Wanted wanted, String after) {
        String last = after;
        List<AwsSecret> found = new ArrayList<>();
        List<String> names = Listing.tree(wanted.call().records(), last, MAX_LOOKED_AT);
        for (String name : names) {
            if (found.size() == wanted.count()) {
                return new Page(found, next(last));
            }
            last = name;
            AwsSecret secret = wanted.find(name);
            if (secret != null) {
                found.add(secret);
            }
        }
        return new Page(found, names.size() < MAX_LOOKED_AT ? "" : next(last));
    }

    private static Page sorted(Wanted wanted, AwsOrder order, AwsOrder.@Nullable Place after) {
        List<String> names = Listing.tree(wanted.call().records(), "", MAX_SORTED + 1);
        if (names.size() > MAX_SORTED) {
            throw AwsErrors.invalidRequest(
                    "There are more than "
                            + MAX_SORTED
                            + " secrets: this server lists them by name in rising order alone"
                            + " (leave SortBy and SortOrder out).");
        }
        List<AwsSecret> found = new ArrayList<>();
        for (String name : names) {
            AwsSecret secret = wanted.find(name);
            if (secret != null
                    && (after == null
                            || order.comparator().compare(order.place(secret), after) > 0)) {
                found.add(secret);
            }
        }
        found.sort(Comparator.comparing(order::place, order.comparator()));
        if (found.size() <= wanted.count()) {
            return new Page(found, "");
        }
        List<AwsSecret> page = found.subList(0, wanted.count());
        return new Page(page, order.token(order.place(page.getLast())));
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

    private static String next(String name) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(name.getBytes(StandardCharsets.UTF_8));
    }

    /** What stands in the token for the next page; empty without one. */
    static String token(AwsParameters parameters) {
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
