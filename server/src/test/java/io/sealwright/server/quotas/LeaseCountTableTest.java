package io.sealwright.server.quotas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Which limit counts a lease. Namespace 2 lies within 1, which lies within the root, 0. */
class LeaseCountTableTest {
    private static final List<Integer> ROOT = List.of(0);
    private static final List<Integer> OUTER = List.of(0, 1);
    private static final List<Integer> INNER = List.of(0, 1, 2);

    private static LeaseCountQuota of(
            String name, int namespace, String mount, String below, String role, boolean more) {
        return new LeaseCountQuota(name, "id", namespace, mount, below, role, 1, more, true);
    }

    private static String found(
            LeaseCountTable table, List<Integer> lineage, String mount, String path, String role) {
        return table.find(lineage, mount, path, role).map(LeaseCountQuota::name).orElse("none");
    }

    @Test
    void theMostSpecificOneCounts() {
        LeaseCountTable table =
                new LeaseCountTable(
                        List.of(
                                of("all", 0, "", "", "", true),
                                of("mount", 0, "m", "", "", false),
                                of("wide", 0, "m", "lo*", "", false),
                                of("narrow", 0, "m", "login/a*", "", false),
                                of("path", 0, "m", "login/ab", "", false),
                                of("role", 0, "m", "", "ci", false)));

        assertThat(found(table, ROOT, "m", "login/ab", "ci")).isEqualTo("role");
        assertThat(found(table, ROOT, "m", "login/ab", "")).isEqualTo("path");
        assertThat(found(table, ROOT, "m", "login/abc", "")).isEqualTo("narrow");
        assertThat(found(table, ROOT, "m", "login/x", "cd")).isEqualTo("wide");
        assertThat(found(table, ROOT, "m", "other", "")).isEqualTo("mount");
        assertThat(found(table, ROOT, "n", "login/ab", "ci")).isEqualTo("all");
    }

    @Test
    void aNamespaceHasItsOwnOrThatOfAnInheritableOneAround() {
        LeaseCountTable table =
                new LeaseCountTable(
                        List.of(of("all", 0, "", "", "", true), of("outer", 1, "", "", "", false)));

        assertThat(found(table, ROOT, "m", "", "")).isEqualTo("all");
        assertThat(found(table, OUTER, "m", "", "")).isEqualTo("outer");
        assertThat(found(table, INNER, "m", "", "")).as("outer is its own").isEqualTo("all");
    }

    @Test
    void theNearestInheritableOneCounts() {
        LeaseCountTable table =
                new LeaseCountTable(
                        List.of(of("all", 0, "", "", "", true), of("outer", 1, "", "", "", true)));

        assertThat(found(table, INNER, "m", "", "")).isEqualTo("outer");
    }

    @Test
    void theRootsOwnIsNotInheritedUnlessItSaysSo() {
        LeaseCountTable table = new LeaseCountTable(List.of(of("root", 0, "", "", "", false)));

        assertThat(found(table, ROOT, "m", "", "")).isEqualTo("root");
        assertThat(found(table, OUTER, "m", "", "")).isEqualTo("none");
        assertThat(found(table, List.of(), "", "", ""))
                .as("a namespace that goes")
                .isEqualTo("none");
    }
}
