package io.sealwright.policy;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes an ACL as data. */
final class AclExport {
    /** The peer's order. */
    private static final Capability[] ORDER = {
        Capability.CREATE,
        Capability.DELETE,
        Capability.LIST,
        Capability.READ,
        Capability.SUDO,
        Capability.UPDATE,
        Capability.PATCH,
        Capability.SCAN
    };

    private AclExport() {}

    static ResultantAcl export(
            boolean root, Collection<MergedRule> exact, Collection<MergedRule> patterns) {
        Map<String, ResultantAcl.Permissions> exactPaths = new TreeMap<>();
        Map<String, ResultantAcl.Permissions> globPaths = new TreeMap<>();
        exact.forEach(rule -> exactPaths.put(rule.pattern.text(), permissions(rule)));
        patterns.stream()
                .filter(rule -> rule.pattern.kind() == PathPattern.Kind.PREFIX)
                .forEach(rule -> globPaths.put(rule.pattern.text(), permissions(rule)));
        return new ResultantAcl(root, exactPaths, globPaths);
    }

    static List<String> names(MergedRule rule, Capability[] order) {
        return List.of(order).stream().filter(rule::has).map(Capability::wireName).toList();
    }

    private static ResultantAcl.Permissions permissions(MergedRule rule) {
        PathRule.Constraints limits = rule.constraints;
        List<String> names = names(rule, ORDER);
        return new ResultantAcl.Permissions(
                names.isEmpty() ? List.of(Capability.DENY.wireName()) : names,
                limits.minWrappingTtl().toSeconds(),
                limits.maxWrappingTtl().toSeconds(),
                limits.allowed(),
                limits.denied(),
                limits.required());
    }
}
