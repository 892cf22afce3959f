package io.sealwright.policy;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What an {@link Acl} decides on.
 *
 * @param operation what it does
 * @param path where, relative to the namespace, byte for byte as it will be executed; leading
 *     slashes are ignored
 * @param parameters asked only if the rule limits parameters
 * @param wrapTtl the TTL if the answer is to be wrapped, else null
 * @param facts asked only if the rule has a condition
 */
public record AccessRequest(
        Operation operation,
        String path,
        ParameterView parameters,
        @Nullable Duration wrapTtl,
        ConditionFacts facts) {

    /** The path as patterns are held against it: a listing is of a folder. */
    String searched() {
        String bare = withoutLeadingSlashes(path);
        return !operation.isListing() || bare.isEmpty() || bare.endsWith("/") ? bare : bare + "/";
    }

    static String withoutLeadingSlashes(String path) {
        int at = 0;
        while (at < path.length() && path.charAt(at) == '/') {
            at++;
        }
        return path.substring(at);
    }
}
