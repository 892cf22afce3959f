package io.sealwright.server.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.server.spi.AuthGrant;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.storage.Keys;
import io.sealwright.storage.barrier.Records;
import io.sealwright.storage.barrier.Transaction;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenTreeTest {
    private final TokenDesk desk = new TokenDesk();
    private final int atFirst = desk.stored();

    @AfterEach
    void close() {
        desk.close();
    }

    private String child(String parent) {
        return desk.create("{\"policies\":[\"root\"],\"ttl\":\"1h\"}", parent).clientToken();
    }

    private void revoke(String token) {
        desk.post("auth/token/revoke", "{\"token\":\"" + token + "\"}", "root");
    }

    @Test
    void revocationTakesEverythingBelowAndNothingElse() {
        String a = child("root");
        String b = child(a);
        String c = child(b);
        String sibling = child("root");

        revoke(a);

        assertThat(List.of(a, b, c)).noneMatch(desk::lives);
        assertThat(desk.lives(sibling)).isTrue();
        revoke(sibling);
        assertThat(desk.stored()).as("nothing is left behind").isEqualTo(atFirst);
        assertThat(desk.workOff()).isZero();
    }

    @Test
    void revokeOrphanLeavesTheChildren() {
        String a = child("root");
        String b = child(a);
        String c = child(b);

        desk.post("auth/token/revoke-orphan", "{\"token\":\"" + a + "\"}", "root");

        assertThat(desk.lives(a)).isFalse();
        assertThat(desk.lives(b)).isTrue();
        assertThat(
                        TokenDesk.data(desk.get("auth/token/lookup-self", b))
                                .get("orphan")
                                .booleanValue())
                .isTrue();
        revoke("root");
        assertThat(desk.lives(c)).isTrue();
    }

    @Test
    void revokeOrphanNeedsSudo() {
        desk.policy("orph", "path \"auth/token/revoke-orphan\" { capabilities = [\"update\"] }");
        String caller = desk.create("{\"policies\":[\"orph\"]}", "root").clientToken();

        assertThatThrownBy(
                        () -> desk.post("auth/token/revoke-orphan", "{\"token\":\"root\"}", caller))
                .hasMessageContaining("root or sudo privileges required to revoke and orphan");
    }

    @Test
    void expiryTakesTheChildrenToo() {
        String a = desk.create("{\"policies\":[\"root\"],\"ttl\":\"1m\"}", "root").clientToken();
        String b = child(a);
        desk.node().pass(Duration.ofSeconds(61));

        assertThat(desk.lives(b)).as("even before the expiry has been processed").isFalse();
        assertThat(desk.workOff()).isPositive();
        assertThat(desk.stored()).isEqualTo(atFirst);
    }

    @Test
    void aTreeTooLargeForOneTransactionDiesAtOnceAndIsRemovedStepByStep() {
        String top = child("root");
        String middle = child(top);
        List<String> leaves = children(middle, 4_000);

        revoke(top);

        assertThat(desk.stored()).as("some are still stored").isGreaterThan(atFirst + 4_000);
        assertThat(leaves).noneMatch(desk::lives);
        assertThatThrownBy(() -> child(leaves.getLast())).isInstanceOf(RequestFailure.class);
        for (int steps = 0; desk.stored() > atFirst && steps < 10; steps++) {
            desk.node().pass(Duration.ofSeconds(31));
            desk.workOff();
        }
        assertThat(desk.stored()).isEqualTo(atFirst);
    }

    @Test
    void aTokenWithManyChildrenCanBeRevokedWithoutThem() {
        String top = child("root");
        List<String> leaves = children(top, 4_000);

        desk.post("auth/token/revoke-orphan", "{\"token\":\"" + top + "\"}", "root");

        assertThat(desk.lives(top)).isFalse();
        assertThatThrownBy(
                        () -> desk.post("auth/token/lookup", "{\"token\":\"" + top + "\"}", "root"))
                .hasMessageContaining("bad token");
        assertThat(leaves).allMatch(desk::lives);
        for (int steps = 0; steps < 4; steps++) {
            desk.node().pass(Duration.ofSeconds(31));
            desk.workOff();
            assertThat(desk.lives(leaves.get(steps * 1_000))).isTrue();
        }
        assertThat(desk.node().store().size(Keys.TOKEN_CHILDREN)).isZero();
        assertThat(
                        TokenDesk.data(desk.get("auth/token/lookup-self", leaves.getLast()))
                                .get("orphan")
                                .booleanValue())
                .isTrue();
        assertThat(desk.node().store().size(Keys.TOKENS)).isEqualTo(4_001);
    }

    private List<String> children(String parent, int count) {
        List<String> made = new ArrayList<>();
        for (int from = 0; from < count; from += 1_000) {
            made.addAll(
                    desk.node().transact(transaction -> childrenIn(transaction, parent, 1_000)));
        }
        return made;
    }

    private List<String> childrenIn(Transaction transaction, String parent, int count) {
        TokenEntry above = desk.tokens().find(transaction, parent, desk.now());
        if (above == null) {
            throw new AssertionError("no parent");
        }
        TokenSpec spec =
                TokenSpec.at("auth/token/create", List.of("default"), LeaseLimits.VAULT)
                        .parent(above)
                        .build();
        List<String> made = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            made.add(desk.tokens().create(transaction, spec, desk.now()).grant().clientToken());
        }
        return made;
    }

    @Test
    void treesHaveALimitedDepth() {
        String at = child("root");
        for (int depth = 1; depth < TokenTree.MAX_DEPTH; depth++) {
            at = child(at);
        }
        String deepest = at;

        assertThat(desk.lives(deepest)).isTrue();
        assertThatThrownBy(() -> child(deepest)).hasMessageContaining("32 levels deep");
        assertThat(desk.create("{\"no_parent\":true,\"ttl\":\"1h\"}", deepest).orphan()).isTrue();
        revoke("root");
        assertThat(desk.lives(deepest)).isFalse();
    }

    @Test
    void whatTheTokenHadInItsCubbyholeGoesWithIt() {
        String a = child("root");
        String other = child("root");
        String hash = desk.node().transact(transaction -> fill(transaction, a, 3_000));
        String otherHash = desk.node().transact(transaction -> fill(transaction, other, 1));

        revoke(a);
        for (int steps = 0; steps < 4; steps++) {
            desk.node().pass(Duration.ofSeconds(31));
            desk.workOff();
        }

        assertThat(folder(hash)).isEmpty();
        assertThat(folder(otherHash)).isNotEmpty();
    }

    private List<String> folder(String hash) {
        return desk.node().transact(transaction -> cubbyhole(transaction).list(hash + "/", "", 10));
    }

    private String fill(Transaction transaction, String token, int records) {
        TokenEntry entry = desk.tokens().find(transaction, token, desk.now());
        if (entry == null) {
            throw new AssertionError("no token");
        }
        for (int i = 0; i < records; i++) {
            String path = entry.hash() + "/" + (i % 3 == 0 ? "deep/er/" : "") + i;
            cubbyhole(transaction).put(path, "x".getBytes(StandardCharsets.UTF_8));
        }
        return entry.hash();
    }

    private static Records cubbyhole(Transaction transaction) {
        return transaction.records(Keys.ROOT_NAMESPACE, Keys.CUBBYHOLE);
    }

    @Test
    void tidyRemovesUsedUpTokensThatNeverExpire() {
        AuthGrant limited = desk.create("{\"num_uses\":2}", "root");
        // Two uses at once: neither sees that it is the last.
        desk.node()
                .transact(transaction -> {
                    TokenEntry entry =
                            desk.tokens().find(transaction, limited.clientToken(), desk.now());
                    desk.tokens().records().takeUse(transaction, entry == null ? "" : entry.hash());
                    desk.tokens().records().takeUse(transaction, entry == null ? "" : entry.hash());
                    return entry;
                });
        assertThat(desk.lives(limited.clientToken())).isFalse();
        assertThat(desk.stored()).isGreaterThan(atFirst);

        assertThat(desk.post("auth/token/tidy", "", "root").status()).isEqualTo(202);
        desk.node().pass(Duration.ofSeconds(31));
        desk.workOff();

        assertThat(desk.stored()).isEqualTo(atFirst);
        assertThat(desk.lives("root")).isTrue();
    }

    /** Against a model: who lives after random creations, revocations, orphanings and expiries. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void livesAsTheModelSays(long seed) {
        Random random = new Random(seed);
        Map<String, String> parents = new HashMap<>();
        List<String> all = new ArrayList<>(List.of("root"));
        Set<String> gone = new HashSet<>();
        for (int step = 0; step < 120; step++) {
            String one = all.get(random.nextInt(all.size()));
            if (!lives(one, parents, gone)) {
                continue;
            }
            switch (random.nextInt(8)) {
                case 0 -> {
                    if (!one.equals("root")) {
                        revoke(one);
                        gone.add(one);
                    }
                }
                case 1 -> {
                    if (!one.equals("root")) {
                        desk.post(
                                "auth/token/revoke-orphan", "{\"token\":\"" + one + "\"}", "root");
                        gone.add(one);
                        parents.replaceAll((_, parent) -> parent.equals(one) ? "" : parent);
                    }
                }
                default -> {
                    String made = child(one);
                    parents.put(made, one);
                    all.add(made);
                }
            }
        }
        for (String token : all) {
            assertThat(desk.lives(token))
                    .as("seed %d", seed)
                    .isEqualTo(lives(token, parents, gone));
        }
        revoke("root");
        desk.node().pass(Duration.ofHours(2));
        desk.workOff();
        assertThat(desk.node().store().size(Keys.TOKENS)).isZero();
        assertThat(desk.node().store().size(Keys.TOKEN_CHILDREN)).isZero();
        assertThat(desk.node().store().size(Keys.TOKEN_ACCESSORS)).isZero();
        assertThat(desk.node().store().size(Keys.DUE_INDEX)).isZero();
    }

    private static boolean lives(String token, Map<String, String> parents, Set<String> gone) {
        String at = token;
        while (!at.isEmpty()) {
            if (gone.contains(at)) {
                return false;
            }
            at = parents.getOrDefault(at, "");
        }
        return true;
    }
}
