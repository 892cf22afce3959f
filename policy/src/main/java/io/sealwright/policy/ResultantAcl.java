package io.sealwright.policy;

import java.util.List;
import java.util.Map;

/**
 * An ACL as data.
 *
 * @param root whether it is the root policy's: then both maps are empty
 * @param exactPaths rules for one path, by path
 * @param globPaths rules for prefixes, by the prefix without its {@code *}; {@code +} patterns are
 *     left out, as the peer does
 */
public record ResultantAcl(
        boolean root, Map<String, Permissions> exactPaths, Map<String, Permissions> globPaths) {

    /**
     * What a rule grants, and its limits.
     *
     * @param capabilities wire names
     * @param minWrappingTtl seconds; 0 = none
     * @param maxWrappingTtl seconds; 0 = none
     * @param allowedParameters empty = no limit
     * @param deniedParameters empty = none
     * @param requiredParameters empty = none
     */
    public record Permissions(
            List<String> capabilities,
            long minWrappingTtl,
            long maxWrappingTtl,
            Map<String, List<Object>> allowedParameters,
            Map<String, List<Object>> deniedParameters,
            List<String> requiredParameters) {}
}
