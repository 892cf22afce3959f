package io.sealwright.server.auth.ldap;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealwright.server.spi.AuthGrant;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Logins and renewals with a directory on loopback. */
class LdapLoginIT extends LdapFixture {
    private static final String FINDER = "bind " + TestDirectory.FINDER;

    @Test
    void whereSomebodySearchesTheEntryIsFoundAndBoundTo() {
        configure(searching(directory.url()));
        AuthGrant grant = granted("ALICE", "alices-password");

        assertThat(directory.asked())
                .containsExactly(
                        FINDER,
                        "search (uid=ALICE)",
                        "bind " + ALICE,
                        FINDER,
                        "search (|(memberUid=ALICE)(member="
                                + ALICE
                                + ")(uniqueMember="
                                + ALICE
                                + "))");
        assertThat(grant.policies()).containsExactly("default");
        assertThat(grant.metadata()).containsExactlyEntriesOf(Map.of("username", "alice"));
        assertThat(grant.orphan()).isTrue();
    }

    @Test
    void whereNobodySearchesTheNameSaysWhomToBindAs() {
        configure(direct(directory.url()));
        granted("alice", "alices-password");

        assertThat(directory.asked())
                .containsExactly(
                        "bind " + ALICE,
                        "search (|(memberUid=alice)(member="
                                + ALICE
                                + ")(uniqueMember="
                                + ALICE
                                + "))");
        refused(() -> login("alice", "bobs-password"), WRONG);
    }

    @Test
    void aUserIsDiscoveredByNobody() {
        configure(direct(directory.url()).put("discoverdn", true).put("groupdn", ""));
        granted("alice", "alices-password");

        assertThat(directory.asked()).containsExactly("search (uid=alice)", "bind " + ALICE);
    }

    @Test
    void principalNamesAreBoundToAndLookedFor() {
        configure(searching(directory.url()).put("upndomain", "example.com").put("groupdn", ""));
        granted("alice", "alices-password");

        assertThat(directory.asked())
                .containsExactly(
                        FINDER,
                        "search (userPrincipalName=alice@example.com)",
                        "bind " + ALICE,
                        FINDER);
    }

    @Test
    void groupsAreSearchedForByNobodyWhereThatIsSaid() {
        configure(searching(directory.url()).put("anonymous_group_search", true));
        post("groups/devs", "{\"policies\":\"p\"}");

        assertThat(granted("alice", "alices-password").policies()).containsExactly("default", "p");
    }

    @Test
    void policiesAreThoseOfAllOfTheUserAndOfItsGroups() {
        configure(searching(directory.url()).put("token_policies", "all"));
        post("groups/devs", "{\"policies\":\"of-devs\"}");
        post("groups/local", "{\"policies\":\"of-local\"}");
        post("groups/other", "{\"policies\":\"of-other\"}");
        post("users/alice", "{\"policies\":\"of-alice\",\"groups\":\"LOCAL\"}");

        assertThat(granted("Alice", "alices-password").policies())
                .containsExactly("all", "default", "of-alice", "of-devs", "of-local");
        assertThat(granted("bob", "bobs-password").policies()).containsExactly("all", "default");
    }

    @Test
    void whereCaseCountsGroupsAreFoundByTheirOwn() {
        configure(searching(directory.url()).put("case_sensitive_names", true));
        post("groups/devs", "{\"policies\":\"lower\"}");
        post("groups/Devs", "{\"policies\":\"upper\"}");

        assertThat(granted("alice", "alices-password").policies())
                .containsExactly("default", "upper");
    }

    @Test
    void aLoginWithoutGroupsIsWarned() {
        configure(searching(directory.url()));

        assertThat(login("bob", "bobs-password").warnings())
                .containsExactly(
                        "no LDAP groups found in groupDN \""
                                + TestDirectory.GROUPS
                                + "\"; only policies from locally-defined groups available");
        assertThat(login("alice", "alices-password").warnings()).isEmpty();
    }

    @Test
    void rootIsNotGranted() {
        configure(searching(directory.url()));
        post("groups/devs", "{\"policies\":\"root\"}");

        refused(() -> login("alice", "alices-password"), "auth methods cannot create root tokens");
    }

    // Wrong ones.

    @Test
    void aNameThatDoesNotExistIsAskedForAsOftenAndAnsweredTheSame() {
        configure(searching(directory.url()));
        int stored = desk.stored();
        refused(() -> login("alice", "no"), WRONG);
        List<String> known = directory.asked();
        refused(() -> login("nobody", "no"), WRONG);
        List<String> unknown = directory.asked();

        assertThat(known).containsExactly(FINDER, "search (uid=alice)", "bind " + ALICE);
        assertThat(unknown)
                .containsExactly(
                        FINDER, "search (uid=nobody)", "bind uid=nobody," + TestDirectory.PEOPLE);
        // One record of failures for each, with its entry of the due index; no token.
        assertThat(desk.stored()).isEqualTo(stored + 2);
    }

    @Test
    void nothingIsAskedWithoutAPassword() {
        configure(searching(directory.url()));

        refused(() -> login("alice", ""), EMPTY);
        refused(() -> desk.post("auth/ldap/login/alice", "{}", ""), EMPTY);
        refused(() -> login("alice", "\0"), WRONG);
        refused(() -> login("alice", "\0alices-password"), WRONG);
        refused(() -> login("alice", "x".repeat(1_025)), WRONG);
        assertThat(directory.asked()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "a*",
                "alice)(uid=*",
                "*)(|(objectClass=*",
                "bob)(uid=alice",
                "alice,ou=people",
                "alice+cn=alice",
                "uid=alice",
                "\\61lice",
                "{{.UserDN}}",
                "#616c696365",
                "a/b"
            })
    void hostileNamesFindNobody(String name) {
        configure(searching(directory.url()));
        refused(() -> login(name, "alices-password"), WRONG);
        assertThat(directory.asked()).hasSize(3);

        configure(direct(directory.url()).put("binddn", "").put("bindpass", ""));
        refused(() -> login(name, "alices-password"), WRONG);
        assertThat(directory.asked()).hasSize(1);
    }

    @Test
    void aNameWithInvisibleCharactersIsNotAskedFor() {
        configure(searching(directory.url()));

        refused(() -> login("al\u00adice", "alices-password"), WRONG);
        refused(() -> login("x".repeat(513), "alices-password"), WRONG);
        assertThat(directory.asked()).isEmpty();
    }

    @Test
    void aNameThatMeansTwoMeansNobody() {
        configure(
                searching(directory.url())
                        .put("userfilter", "(|({{.UserAttr}}={{.Username}})(mail={{.Username}}))"));
        directory.change("uid=bob," + TestDirectory.PEOPLE, "mail", "alice");

        refused(() -> login("alice", "alices-password"), WRONG);
        refused(() -> login("alice", "bobs-password"), WRONG);
        granted("bob", "bobs-password");
    }

    @Test
    void whoIsFilteredOutCannotLogIn() {
        configure(
                searching(directory.url())
                        .put(
                                "userfilter",
                                "(&({{.UserAttr}}={{.Username}})(!(employeeType=gone)))"));
        granted("alice", "alices-password");
        directory.change(ALICE, "employeeType", "gone");

        refused(() -> login("alice", "alices-password"), WRONG);
    }

    @Test
    void aUserWithoutTheAttributeHasNoAlias() {
        configure(
                searching(directory.url())
                        .put("userattr", "employeeNumber")
                        .put("userfilter", "(cn={{.Username}})"));

        refused(
                () -> login("alice", "alices-password"),
                "ldap operation failed: the user has no value of userattr, several, or one that cannot be an alias");
        configure(searching(directory.url()).put("username_as_alias", true));
        granted("alice", "alices-password");
    }

    static List<String> spellings() {
        return List.of("alice", "ALICE", "Alice", " alice ", "\uff41lice");
    }

    @Test
    void everySpellingOfANameIsCountedAsOne() {
        configure(searching(directory.url()));
        for (String spelling : spellings()) {
            refused(() -> login(spelling, "no"), WRONG);
        }
        directory.asked();

        for (String spelling : spellings()) {
            denied(() -> login(spelling, "alices-password"));
        }
        assertThat(directory.asked()).isEmpty();
        desk.node().pass(Duration.ofMinutes(15));
        granted("alice", "alices-password");
    }

    @ParameterizedTest
    @MethodSource("spellings")
    void everySpellingOfANameIsOnePerson(String spelling) {
        configure(direct(directory.url()));
        AuthGrant first = granted("alice", "alices-password");

        assertThat(granted(spelling, "alices-password").entityId()).isEqualTo(first.entityId());
        assertThat(granted("bob", "bobs-password").entityId()).isNotEqualTo(first.entityId());
    }

    @Test
    void aNameThatDoesNotExistIsLockedOutToo() {
        configure(searching(directory.url()));
        for (int i = 0; i < 5; i++) {
            refused(() -> login("nobody", "no"), WRONG);
        }

        denied(() -> login("nobody", "no"));
    }

    @Test
    void aDirectoryThatDoesNotKnowItsFinderCountsForNobody() {
        configure(searching(directory.url()).put("bindpass", "other"));
        for (int i = 0; i < 6; i++) {
            refused(
                    () -> login("alice", "alices-password"),
                    "ldap operation failed: the directory refused binddn with bindpass");
        }
        configure(searching(directory.url()));
        granted("alice", "alices-password");
    }

    @Test
    void addressesAreLookedAtFirst() {
        configure(searching(directory.url()).put("token_bound_cidrs", "10.0.0.0/8"));

        denied(() -> login("alice", "alices-password"));
        assertThat(directory.asked()).isEmpty();
    }

    // Renewals.

    @Test
    void aRenewalAsksAgain() {
        configure(searching(directory.url()));
        AuthGrant grant = granted("alice", "alices-password");
        directory.asked();
        post("config", "{\"token_ttl\":\"5m\"}");

        assertThat(renewed(grant).leaseDuration()).isEqualTo(300);
        assertThat(directory.asked()).contains("bind " + ALICE);
        directory.change(ALICE, "userPassword", "another");
        refused(
                () -> renewed(grant),
                "1 error occurred:\n\t* failed to renew entry: " + WRONG + "\n\n");
    }

    @Test
    void otherPoliciesNeedAnotherLogin() {
        configure(searching(directory.url()));
        post("groups/devs", "{\"policies\":\"p\"}");
        AuthGrant grant = granted("alice", "alices-password");
        renewed(grant);
        directory.remove("cn=Devs," + TestDirectory.GROUPS);

        refused(
                () -> renewed(grant),
                "1 error occurred:\n\t* failed to renew entry: policies have changed, not renewing\n\n");
    }

    @Test
    void whoIsGoneIsNotRenewed() {
        configure(searching(directory.url()));
        AuthGrant grant = granted("alice", "alices-password");
        directory.remove(ALICE);

        refused(
                () -> renewed(grant),
                "1 error occurred:\n\t* failed to renew entry: " + WRONG + "\n\n");
    }
}
