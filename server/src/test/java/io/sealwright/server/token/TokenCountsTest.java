package io.sealwright.server.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.server.spi.Failure;
import io.sealwright.server.spi.RequestFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens against limits of how many leases there may be. */
class TokenCountsTest {
    private static final String MOUNT = "auth_token_1";
    private static final String CREATED_BY_ROLE = "create/r";

    private final TokenDesk desk = new TokenDesk();

    @AfterEach
    void close() {
        desk.close();
    }

    private String token(String parent, String ttl) {
        return desk.create("{\"policies\":[\"maker\"],\"ttl\":\"" + ttl + "\"}", parent)
                .clientToken();
    }

    private void limit(String name, String mount, String below, long most) {
        boolean _ = desk.quotas().put(name, mount, below, most, desk.now());
        assertThat(desk.quotas().recount(100)).isTrue();
    }

    private void assertTooMany() {
        assertThatThrownBy(() -> token("root", "1h"))
                .isInstanceOfSatisfying(
                        RequestFailure.class,
                        refused ->
                                assertThat(refused.failure())
                                        .isInstanceOfSatisfying(
                                                Failure.RateLimited.class,
                                                limited ->
                                                        assertThat(limited.message())
                                                                .isEqualTo(
                                                                        "request path \"auth/token/create\":"
                                                                                + " lease count quota"
                                                                                + " exceeded")));
    }

    private void revoke(String token) {
        desk.post("auth/token/revoke", "{\"token\":\"" + token + "\"}", "root");
    }

    @Test
    void soManyAndNoMore() {
        limit("q", "", "", 2);
        String one = token("root", "1h");
        token("root", "1h");
        assertTooMany();
        revoke(one);
        token("root", "1h");
        assertTooMany();
        assertThat(desk.quotas().left("q")).isZero();
    }

    @Test
    void anExpiredOneGivesItsPlaceBack() {
        limit("q", MOUNT, "", 1);
        token("root", "1m");
        assertTooMany();
        desk.node().pass(Duration.ofMinutes(2));
        desk.workOff();
        token("root", "1h");
    }

    @Test
    void aWholeTreeGivesItsPlacesBack() {
        desk.policy("maker", "path \"auth/token/create\" { capabilities = [\"update\"] }");
        limit("q", "", "", 3);
        String parent = token("root", "1h");
        token(token(parent, "1h"), "1h");
        assertTooMany();
        revoke(parent);
        assertThat(desk.quotas().left("q")).isEqualTo(3);
    }

    @Test
    void aUsedUpOneGivesItsPlaceBack() {
        limit("q", "", "", 1);
        String token =
                desk.create("{\"policies\":[\"default\"],\"ttl\":\"1h\",\"num_uses\":1}", "root")
                        .clientToken();
        assertTooMany();
        desk.get("auth/token/lookup-self", token);
        assertThat(desk.quotas().left("q")).isEqualTo(1);
    }

    @Test
    void rootTokensAndThoseThatDoNotExpireDoNotCount() {
        limit("q", "", "", 1);
        desk.create("{\"policies\":[\"root\"],\"ttl\":\"1h\"}", "root");
        desk.create("{\"policies\":[\"root\"]}", "root");
        assertThat(desk.quotas().left("q")).isEqualTo(1);
    }

    @Test
    void theMoreSpecificLimitCounts() {
        desk.post("auth/token/roles/r", "{}", "root");
        limit("all", "", "", 5);
        limit("role", MOUNT, CREATED_BY_ROLE, 1);
        desk.post("auth/token/create/r", "{\"policies\":[\"default\"]}", "root");
        assertThatThrownBy(() ->
                        desk.post("auth/token/create/r", "{\"policies\":[\"default\"]}", "root"))
                .isInstanceOf(RequestFailure.class);
        token("root", "1h");
        assertThat(desk.quotas().left("all")).isEqualTo(4);
        assertThat(desk.quotas().left("role")).isZero();
    }

    @Test
    void whatWasThereBeforeTheLimitCounts() {
        String one = token("root", "1h");
        token("root", "1h");
        limit("q", "", "", 1);
        assertThat(desk.quotas().left("q")).isEqualTo(-1);
        assertTooMany();
        revoke(one);
        assertTooMany();
        desk.node().pass(Duration.ofHours(2));
        desk.workOffKnown();
        assertThat(desk.quotas().left("q")).isEqualTo(1);
    }

    @Test
    void nothingIsRefusedBeforeAllAreCounted() {
        token("root", "1h");
        boolean _ = desk.quotas().put("q", "", "", 1, desk.now());
        token("root", "1h");
        assertThat(desk.quotas().enforced("q")).isFalse();
        assertThat(desk.quotas().recount(100)).isTrue();
        assertThat(desk.quotas().enforced("q")).isTrue();
        assertThat(desk.quotas().left("q")).isEqualTo(-1);
        assertTooMany();
    }

    @Test
    void aHigherLimitHoldsAtOnceAndADeletedOneNoMore() {
        limit("q", "", "", 1);
        token("root", "1h");
        assertTooMany();
        assertThat(desk.quotas().put("q", "", "", 2, desk.now())).isFalse();
        token("root", "1h");
        assertTooMany();
        desk.quotas().delete("q", desk.now());
        token("root", "1h");
    }

    @Test
    void leasesOfADeletedLimitMoveToTheNextOne() {
        limit("all", "", "", 10);
        limit("mount", MOUNT, "", 10);
        token("root", "1h");
        token("root", "1h");
        assertThat(desk.quotas().left("all")).isEqualTo(10);
        desk.quotas().delete("mount", desk.now());
        assertThat(desk.quotas().recount(100)).isTrue();
        assertThat(desk.quotas().left("all")).isEqualTo(8);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void countersAgreeWithWhatIsStored(long seed) {
        Random random = new Random(seed);
        desk.policy("maker", "path \"auth/token/create*\" { capabilities = [\"update\"] }");
        desk.post("auth/token/roles/r", "{}", "root");
        List<String> tokens = new ArrayList<>();
        for (int step = 0; step < 150; step++) {
            act(random, tokens);
            assertAgree(seed, step);
        }
        assertThat(tokens).as("seed %s", seed).hasSizeGreaterThan(10);
        while (!desk.quotas().recount(1_000)) {
            assertAgree(seed, -1);
        }
        for (TokenEntry entry : stored()) {
            assertThat(entry.countedBy()).as("seed %s", seed).isEqualTo(wanted(entry));
        }
    }

    private void act(Random random, List<String> tokens) {
        String some = tokens.isEmpty() ? "nobody" : tokens.get(random.nextInt(tokens.size()));
        try {
            switch (random.nextInt(12)) {
                case 0, 1, 2 -> create(random, tokens, "root");
                case 3 -> create(random, tokens, tokens.isEmpty() ? "root" : some);
                case 4 -> revoke(some);
                case 5 ->
                        desk.post(
                                "auth/token/revoke-orphan", "{\"token\":\"" + some + "\"}", "root");
                case 6 -> desk.post("auth/token/renew", "{\"token\":\"" + some + "\"}", "root");
                case 7 -> {
                    desk.node().pass(Duration.ofMinutes(random.nextInt(20)));
                    desk.workOffKnown();
                }
                case 8 -> {
                    boolean _ = desk.quotas().put("all", "", "", random.nextInt(1, 8), desk.now());
                }
                case 9 -> {
                    boolean _ =
                            desk.quotas()
                                    .put(
                                            "some",
                                            MOUNT,
                                            random.nextBoolean() ? "" : CREATED_BY_ROLE,
                                            random.nextInt(1, 8),
                                            desk.now());
                }
                case 10 -> desk.quotas().delete(random.nextBoolean() ? "all" : "some", desk.now());
                default -> {
                    boolean _ = desk.quotas().recount(random.nextInt(4));
                }
            }
        } catch (RequestFailure _) {
            // Whatever is refused leaves nothing behind.
        }
    }

    private void create(Random random, List<String> tokens, String parent) {
        boolean full = full("all") && full("some");
        String path = random.nextBoolean() ? "auth/token/create" : "auth/token/create/r";
        String made =
                TokenDesk.grant(
                                desk.post(
                                        path,
                                        "{\"policies\":[\"maker\"],\"ttl\":\""
                                                + random.nextInt(1, 60)
                                                + "m\",\"num_uses\":"
                                                + (random.nextInt(4) == 0 ? 1 : 0)
                                                + "}",
                                        parent))
                        .clientToken();
        assertThat(full).as("both limits were at their ends").isFalse();
        tokens.add(made);
    }

    private boolean full(String limit) {
        return desk.quotas().enforced(limit) && desk.quotas().left(limit) <= 0;
    }

    private List<TokenEntry> stored() {
        return desk
                .node()
                .transact(transaction -> desk.tokens().page(transaction, "", 10_000))
                .stream()
                .filter(entry -> !entry.retired())
                .toList();
    }

    /** At every moment, also while leases are being counted. */
    private void assertAgree(long seed, int step) {
        for (String name : List.of("all", "some")) {
            String id = desk.quotas().id(name);
            if (!id.isEmpty()) {
                long counted =
                        stored().stream().filter(entry -> entry.countedBy().equals(id)).count();
                assertThat(desk.quotas().most(name) - desk.quotas().left(name))
                        .as("%s, seed %s, step %s", name, seed, step)
                        .isEqualTo(counted);
            }
        }
    }

    private String wanted(TokenEntry entry) {
        String below = desk.quotas().below("some");
        boolean some = below.isEmpty() || entry.path().equals("auth/token/" + below);
        if (entry.root() || entry.expireTime() == 0) {
            return "";
        }
        return some && !desk.quotas().id("some").isEmpty()
                ? desk.quotas().id("some")
                : desk.quotas().id("all");
    }
}
