package io.sealwright.policy;

import static io.sealwright.policy.AclTest.acl;
import static io.sealwright.policy.AclTest.rule;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Hardening row 2: LIST or a trailing slash escapes no narrower deny. */
class ListingDenyTest {
    private static final String GRANT =
            "path \"foo/*\" { capabilities = [\"list\", \"scan\", \"read\", \"update\"] }\n";

    @ParameterizedTest
    @CsvSource({
        "foo/bar",
        "foo/bar/",
        "foo/bar*",
        "foo/bar/*",
        "foo/b*",
        "foo/+",
        "foo/+/",
        "+/bar", // the last denies less
    })
    void listingMeetsTheDeny(String denied) {
        Acl acl = acl(GRANT + rule(denied, "deny"));
        boolean narrower = !denied.startsWith("+");
        for (Operation operation : List.of(Operation.LIST, Operation.SCAN)) {
            for (String path : List.of("foo/bar", "foo/bar/")) {
                assertThat(acl.decide(operation, path, ParameterView.none(), null).allowed())
                        .as("%s %s", operation, path)
                        .isEqualTo(!narrower);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"foo/bar", "foo/bar*", "foo/bar/*", "foo/b*", "foo/+", "foo/bar/", "foo/+/"})
    void trailingSlashMeetsTheDeny(String denied) {
        Acl acl = acl(GRANT + rule(denied, "deny"));
        for (Operation operation : List.of(Operation.READ, Operation.UPDATE)) {
            assertThat(acl.decide(operation, "foo/bar/", ParameterView.none(), null).allowed())
                    .isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({
        // pattern that grants, pattern that denies, whether LIST foo/bar/ passes: all as the peer
        "foo/bar/, foo/bar,   true",
        "foo/bar/, foo/bar*,  true",
        "foo/bar,  foo/bar/*, true",
        "foo/bar,  foo/bar/,  false",
        "foo/+/,   foo/+,     true",
        "foo/+,    foo/+/,    false",
        "foo/+,    foo/+/*,   false",
        "foo/*,    foo*,      true",
        "foo/bar,  foo/*,     true",
    })
    void exactAndNarrowerGrantsStillHold(String granted, String denied, boolean passes) {
        Acl acl =
                acl(
                        "path \""
                                + granted
                                + "\" { capabilities = [\"list\", \"scan\"] }\n"
                                + rule(denied, "deny"));
        for (Operation operation : List.of(Operation.LIST, Operation.SCAN)) {
            for (String path : List.of("foo/bar", "foo/bar/")) {
                assertThat(acl.decide(operation, path, ParameterView.none(), null).allowed())
                        .as("%s %s", operation, path)
                        .isEqualTo(passes);
            }
        }
    }

    /** The peer lets this pass; Vault, which looks at the bare name first, does not. */
    @Test
    void denyOfTheBareNameOutranksTheFoldersPattern() {
        Acl acl = acl("path \"foo/+/*\" { capabilities = [\"list\"] }\n" + rule("foo/+", "deny"));
        assertThat(acl.decide(Operation.LIST, "foo/bar/", ParameterView.none(), null).outcome())
                .isEqualTo(Decision.Outcome.DENIED);
        assertThat(acl.decide(Operation.LIST, "foo/bar/baz/", ParameterView.none(), null).allowed())
                .isTrue();
    }

    @Test
    void bareNameGrantsListingButNothingElse() {
        Acl acl = acl("path \"foo/bar\" { capabilities = [\"list\", \"read\"] }");
        assertThat(acl.decide(Operation.LIST, "foo/bar/", ParameterView.none(), null).allowed())
                .isTrue();
        assertThat(acl.decide(Operation.READ, "foo/bar/", ParameterView.none(), null).outcome())
                .isEqualTo(Decision.Outcome.NO_RULE);
    }
}
