package io.sealwright.server.auth.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.policy.Operation;
import io.sealwright.server.spi.AuthGrant;
import io.sealwright.server.token.TokenDesk;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

/** Which claims count: who, for whom, by whom, and what a role asks for besides. */
final class JwtClaimsTest extends JwtFixture {
    private static final String AUDIENCE =
            "error validating token: invalid audience (aud) claim: audience claim does not match any expected audience";
    private static final String VALUES =
            "error validating claims: claim \"c\" does not match any associated bound claim values";

    @BeforeEach
    void trustOne() {
        trust(RSA);
    }

    private String jwt(String json) {
        return RSA.token(claims(json));
    }

    private String outcome(String role, String json) {
        try {
            return "" + login(role, jwt(json)).status();
        } catch (RuntimeException e) {
            return String.valueOf(e.getMessage()).replaceAll(".*errors=\\[(.*)]]", "$1");
        }
    }

    @Test
    void anAudienceIsAStringOrAListOfThem() {
        role("r", "");

        for (String good : new String[] {"\"here\"", "[\"here\"]", "[\"there\",\"here\"]"}) {
            assertThat(outcome("r", "{\"aud\":" + good + "}")).as(good).isEqualTo("200");
        }
        for (String other :
                new String[] {"\"there\"", "[]", "[\"there\"]", "null", "\"her\"", "\"here \""}) {
            assertThat(outcome("r", "{\"aud\":" + other + "}")).as(other).isEqualTo(AUDIENCE);
        }
        for (String bad : new String[] {"5", "[5]", "{}", "true", "[[\"here\"]]"}) {
            assertThat(outcome("r", "{\"aud\":" + bad + "}"))
                    .as(bad)
                    .isEqualTo(
                            "error validating token: expected string or array value to unmarshal to Audience");
        }
    }

    @Test
    void aRoleWithoutAudiencesTakesNoTokenThatIsForSomebody() {
        role("r", ",\"bound_subject\":\"alice\"");

        assertThat(outcome("r", "{\"aud\":null}")).isEqualTo("200");
        for (String audience : new String[] {"\"here\"", "[\"x\"]", "\"x\""}) {
            assertThat(outcome("r", "{\"aud\":" + audience + "}"))
                    .isEqualTo("audience claim found in JWT but no audiences bound to the role");
        }
    }

    @Test
    void theIssuerAndTheSubjectAreCompared() {
        role("r", ",\"bound_audiences\":\"here\",\"bound_subject\":\"alice\"");

        assertThat(outcome("r", "{}")).isEqualTo("200");
        for (String issuer :
                new String[] {"\"x\"", "null", "\"\"", "\"https://issuer.example/\""}) {
            assertThat(outcome("r", "{\"iss\":" + issuer + "}"))
                    .isEqualTo("error validating token: invalid issuer (iss) claim");
        }
        assertThat(outcome("r", "{\"sub\":\"ALICE\"}"))
                .isEqualTo("error validating token: invalid subject (sub) claim");
        assertThat(outcome("r", "{\"iss\":[\"https://issuer.example\"]}"))
                .isEqualTo("error validating token: the iss claim is not a string");
        post("config", trusting(RSA).put("bound_issuer", "").toString());
        assertThat(outcome("r", "{\"iss\":\"anybody\"}")).isEqualTo("200");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "null|claim \"sub\" not found in token",
                "5|error validating token: the sub claim is not a string",
                "{\"a\":1}|error validating token: the sub claim is not a string",
                "\"\"|claim \"sub\" is empty",
                "\"  \"|claim \"sub\" is empty",
                "\"a\\nb\"|claim \"sub\" holds control characters",
                "\"a\\u0000\"|claim \"sub\" holds control characters",
            })
    void aUserHasAName(String sub, String message) {
        role("r", "");

        assertThat(outcome("r", "{\"sub\":" + sub + "}")).isEqualTo(message);
    }

    @Test
    void halfACharacterIsNoName() {
        role("r", "");

        refused(
                () -> login("r", RSA.token(claims("{}").replace("alice", "a\\ud800"))),
                "claim \"sub\" holds control characters");
        String whole = claims("{}").replace("alice", "a\\ud83d\\ude00");
        assertThat(login("r", RSA.token(whole)).status()).isEqualTo(200);
    }

    @Test
    void aNameOfAUserHasALength() {
        role("r", "");

        assertThat(outcome("r", "{\"sub\":\"" + "x".repeat(512) + "\"}")).isEqualTo("200");
        assertThat(outcome("r", "{\"sub\":\"" + "x".repeat(513) + "\"}"))
                .isEqualTo("claim \"sub\" is longer than 512 characters");
    }

    @Test
    void aUserMayBeNamedByAPointer() {
        role("p", ",\"user_claim\":\"/a/0/x~1y\",\"user_claim_json_pointer\":true");
        role("n", ",\"user_claim\":\"/a/b\"");

        assertThat(granted("p", jwt("{\"a\":[{\"x/y\":\"u\"}]}")).metadata())
                .containsEntry("role", "p");
        assertThat(outcome("p", "{\"a\":[]}")).isEqualTo("claim \"/a/0/x~1y\" not found in token");
        assertThat(outcome("p", "{\"a\":[{\"x/y\":5}]}"))
                .isEqualTo("claim \"/a/0/x~1y\" could not be converted to string");
        assertThat(outcome("n", "{\"a\":{\"b\":\"u\"}}"))
                .isEqualTo("claim \"/a/b\" not found in token");
        assertThat(outcome("n", "{\"/a/b\":\"u\"}")).isEqualTo("200");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "[\"a\",\"b\"]|200",
                "\"a\"|200",
                "[]|200",
                "[\"\",\"a\"]|200",
                "null|failed to fetch groups: \"g\" claim not found in token",
                "5|a value in groups claim could not be parsed as string",
                "true|a value in groups claim could not be parsed as string",
                "[\"a\",5]|a value in groups claim could not be parsed as string",
                "{\"a\":1}|\"g\" claim could not be converted to string list",
                "[[\"a\"]]|a value in groups claim could not be parsed as string",
                "[\"a\\nb\"]|a value in groups claim holds control characters",
            })
    void groupsAreAListOfNames(String groups, String outcome) {
        role("r", ",\"groups_claim\":\"g\"");

        assertThat(outcome("r", "{\"g\":" + groups + "}")).isEqualTo(outcome);
    }

    @Test
    void groupsAreNotWithoutEnd() {
        role("r", ",\"groups_claim\":\"/r/g\"");
        ObjectNode claims = MAPPER.createObjectNode();
        var groups = claims.withObject("r").withArray("g");
        for (int i = 0; i < Person.MAX_GROUPS; i++) {
            groups.add("group" + i);
        }

        assertThat(outcome("r", claims.toString())).isEqualTo("200");
        groups.add("one more");
        assertThat(outcome("r", claims.toString()))
                .isEqualTo("\"/r/g\" claim holds more than 1000 groups");
    }

    @Test
    void mappedClaimsBecomeMetadata() {
        role("r", ",\"claim_mappings\":{\"e\":\"email\",\"/a/b\":\"ab\"}");

        assertThat(granted("r", jwt("{\"e\":\"x\",\"a\":{\"b\":\"c\"}}")).metadata())
                .containsOnlyKeys("email", "ab", "role")
                .containsEntry("email", "x")
                .containsEntry("ab", "c")
                .containsEntry("role", "r");
        assertThat(granted("r", jwt("{}")).metadata()).containsOnlyKeys("role");
        assertThat(outcome("r", "{\"e\":5}")).isEqualTo("error converting claim 'e' to string");
        assertThat(outcome("r", "{\"e\":\"" + "x".repeat(9000) + "\"}"))
                .isEqualTo("the claims for the metadata are longer than 8192 characters");
    }

    /** First what the role asks for, then what the token has, then what comes of it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "\"x\"|\"x\"|200",
                "\"x\"|\"y\"|no",
                "\"x\"|null|missing",
                "\"x\"|[\"y\",\"x\"]|200",
                "\"x\"|5|no",
                "\"x\"|[]|no",
                "\"x\"|{\"a\":1}|received",
                "\"x*\"|\"xy\"|no",
                "\"\"|\"\"|200",
                "[\"x\",\"y\"]|\"y\"|200",
                "[\"x\",\"y\"]|[\"z\",\"y\"]|200",
                "[\"x\",\"y\"]|\"z\"|no",
                "[]|\"x\"|no",
                "1|1|200",
                "1|1.0|200",
                "1|2|no",
                "1|\"1\"|no",
                "\"1\"|1|no",
                "1|true|no",
                "12345678901234567890|12345678901234567890|200",
                "12345678901234567890|12345678901234567891|no",
                "true|true|200",
                "true|false|no",
                "true|\"true\"|no",
                "{\"x\":1}|\"x\"|bound",
            })
    void boundClaimsCompareTypesAndValues(String bound, String actual, String outcome) {
        role("r", ",\"bound_audiences\":\"here\",\"bound_claims\":{\"c\":" + bound + "}");

        assertThat(outcome("r", "{\"c\":" + actual + "}")).isEqualTo(full(outcome));
    }

    private static String full(String outcome) {
        return switch (outcome) {
            case "no" -> VALUES;
            case "missing" -> "error validating claims: claim \"c\" is missing";
            case "received" ->
                    "error validating claims: received claim is not a string, bool, int or list";
            case "bound" ->
                    "error validating claims: bound claim is not a string, bool, int or list";
            default -> outcome;
        };
    }

    /** The peer compares the whole part alone, and never finds a number in a list. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"1|1.7|no", "1.5|1.5|200", "1.5|1|no", "1|[1]|200", "[1,2]|[2,3]|200"})
    void boundNumbersAreComparedAsAWholeOtherThanAtThePeer(
            String bound, String actual, String outcome) {
        boundClaimsCompareTypesAndValues(bound, actual, outcome);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "\"x*\"|\"xy\"|200",
                "\"x*\"|\"ax\"|no",
                "\"x*\"|5|no",
                "\"x*\"|[\"q\",\"xz\"]|200",
                "\"*x*\"|\"axb\"|200",
                "\"*\"|\"\"|200",
                "\"*\"|5|no",
                "\"a?c\"|\"abc\"|no",
                "\"a?c\"|\"a?c\"|200",
                "\"a*b*c\"|\"aXbYbc\"|200",
                "\"a*b*c\"|\"aXcY\"|no",
            })
    void boundClaimsMayBePatterns(String bound, String actual, String outcome) {
        role(
                "r",
                ",\"bound_audiences\":\"here\",\"bound_claims_type\":\"glob\",\"bound_claims\":{\"c\":"
                        + bound
                        + "}");

        assertThat(outcome("r", "{\"c\":" + actual + "}")).isEqualTo(full(outcome));
    }

    @Test
    void boundClaimsMayBePointers() {
        role("r", ",\"bound_claims\":{\"/a/b\":\"x\"},\"bound_audiences\":\"here\"");

        assertThat(outcome("r", "{\"a\":{\"b\":\"x\"}}")).isEqualTo("200");
        for (String without : new String[] {"{\"a\":{}}", "{\"/a/b\":\"x\"}", "{\"a\":\"b\"}"}) {
            assertThat(outcome("r", without))
                    .isEqualTo("error validating claims: claim \"/a/b\" is missing");
        }
    }

    @Test
    void patternsCostNoTime() {
        role(
                "r",
                ",\"bound_audiences\":\"here\",\"bound_claims_type\":\"glob\",\"bound_claims\":{\"c\":\""
                        + "a*".repeat(1000)
                        + "b\"}");

        assertThat(outcome("r", "{\"c\":\"" + "a".repeat(20_000) + "\"}")).isEqualTo(VALUES);
    }

    @Test
    void aLoginSaysWhoItIs() {
        role("r", ",\"token_policies\":\"p\",\"token_ttl\":\"10m\"");
        AuthGrant grant = granted("R", jwt("{}"));

        assertThat(grant.policies()).containsExactly("default", "p");
        assertThat(grant.leaseDuration()).isEqualTo(600);
        assertThat(grant.orphan()).isTrue();
        ObjectNode shown = TokenDesk.data(desk.get("auth/token/lookup-self", grant.clientToken()));
        assertThat(shown.get("display_name").asString()).isEqualTo("jwt-alice");
        assertThat(shown.get("path").asString()).isEqualTo("auth/jwt/login");
        assertThat(shown.get("meta").toString()).isEqualTo("{\"role\":\"r\"}");
    }

    @Test
    void rootIsNeverGrantedAndAddressesBind() {
        role("root", ",\"token_policies\":\"root\"");
        role("cidr", ",\"bound_audiences\":\"here\",\"token_bound_cidrs\":\"10.0.0.0/8\"");
        int stored = desk.stored();

        assertThat(outcome("root", "{}")).isEqualTo("auth methods cannot create root tokens");
        assertThatThrownBy(() -> login("cidr", "junk")).hasMessageContaining("permission denied");
        assertThat(desk.stored()).isEqualTo(stored);
    }

    @Test
    void renewalFollowsTheRole() {
        role("r", ",\"token_policies\":\"a\",\"token_ttl\":\"10m\",\"token_max_ttl\":\"1h\"");
        AuthGrant grant = granted("r", jwt("{}"));
        role("r", ",\"token_policies\":\"c\",\"token_ttl\":\"5m\"");

        AuthGrant renewed =
                TokenDesk.grant(desk.post("auth/token/renew-self", "{}", grant.clientToken()));
        assertThat(renewed.leaseDuration()).isEqualTo(300);
        assertThat(renewed.policies()).containsExactly("a", "default");
        desk.send(Operation.DELETE, "auth/jwt/role/r", "", "root");
        for (int again = 0; again < 2; again++) {
            refused(
                    () -> desk.post("auth/token/renew-self", "{}", grant.clientToken()),
                    "1 error occurred:\n\t* failed to renew entry: role r does not exist during renewal\n\n");
            role("r", "");
        }
    }
}
