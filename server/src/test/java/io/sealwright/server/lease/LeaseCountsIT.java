package io.sealwright.server.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealwright.policy.Operation;
import io.sealwright.server.request.Answer;
import io.sealwright.server.spi.Failure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.testing.LeasingEngine;
import io.sealwright.server.testing.WholeNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** Leases of what an engine makes against a limit of how many there may be, in a whole node. */
class LeaseCountsIT {
    private static final String QUOTA = "sys/quotas/lease-count/of-leasing";
    private static final String MAKER =
            "path \"leasing/make/*\" { capabilities = [\"create\", \"update\"] }\n"
                    + "path \"auth/token/revoke-self\" { capabilities = [\"update\"] }";

    private final WholeNode node = WholeNode.shared();
    private final LeasingEngine engine = node.bean(LeasingEngine.class);

    @AfterEach
    void clean() {
        engine.failing(false);
        WholeNode.ok(node.post("sys/leases/revoke-force/leasing", "{}"));
        engine.forget();
        WholeNode.ok(delete(QUOTA));
    }

    private Answer delete(String path) {
        return node.handle(node.request(Operation.DELETE, path, "{}", WholeNode.ROOT));
    }

    private void limit(int most) {
        Response written =
                WholeNode.ok(
                        node.post(QUOTA, "{\"path\":\"leasing\",\"max_leases\":" + most + "}"));
        assertThat(written.status()).as("all are counted").isEqualTo(204);
    }

    private Answer make(String body) {
        return node.post("leasing/make/it", body);
    }

    private String made(Answer answer) {
        Response response = WholeNode.ok(answer);
        if (response.lease() == null) {
            throw new AssertionError("no lease");
        }
        return response.lease().leaseId();
    }

    private long counter() {
        ObjectNode data = WholeNode.ok(node.get(QUOTA)).data();
        if (data == null) {
            throw new AssertionError("no data");
        }
        return data.get("counter").longValue();
    }

    private void assertTooMany() {
        int before = engine.things().size();
        assertThat(WholeNode.failure(make("{}")))
                .isInstanceOfSatisfying(
                        Failure.RateLimited.class,
                        refused ->
                                assertThat(refused.message())
                                        .isEqualTo(
                                                "request path \"leasing/make/it\": lease count quota"
                                                        + " exceeded"));
        assertThat(engine.things()).as("nothing was made").hasSize(before);
    }

    private static void await(String what, BooleanSupplier condition) {
        for (int i = 0; i < 3_000 && !condition.getAsBoolean(); i++) {
            try {
                TimeUnit.MILLISECONDS.sleep(10);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
        assertThat(condition.getAsBoolean()).as(what).isTrue();
    }

    @Test
    void soManyAndNoMore() {
        limit(2);
        String lease = made(make("{}"));
        made(make("{}"));
        assertTooMany();
        WholeNode.ok(node.post("sys/leases/renew", "{\"lease_id\":\"" + lease + "\"}"));
        WholeNode.ok(
                node.post("sys/leases/revoke", "{\"lease_id\":\"" + lease + "\",\"sync\":true}"));
        assertThat(counter()).isEqualTo(1);
        made(make("{}"));
        assertTooMany();
    }

    @Test
    void anExpiredOneGivesItsPlaceBack() {
        limit(1);
        made(make("{\"ttl\":\"1s\"}"));
        await("it ends", () -> counter() == 0);
        made(make("{}"));
    }

    @Test
    void whatWasAbandonedGivesItsPlaceBack() {
        limit(1);
        assertThat(make("{\"break\":\"abandon\"}")).isInstanceOf(Answer.Failed.class);
        await("it ends", () -> counter() == 0);
        made(make("{}"));
    }

    @Test
    void oneThatCannotBeRevokedKeepsItsPlaceUntilItIsForced() {
        limit(1);
        made(make("{}"));
        engine.failing(true);
        for (int i = 0; i < 2; i++) {
            assertThat(node.post("sys/leases/revoke-prefix/leasing", "{}"))
                    .isInstanceOf(Answer.Failed.class);
        }
        assertTooMany();
        WholeNode.ok(node.post("sys/leases/revoke-force/leasing", "{}"));
        assertThat(counter()).isZero();
    }

    @Test
    void thoseOfATokenGiveTheirPlacesBackWithIt() {
        limit(2);
        String token = node.token("lease-maker", MAKER, "");
        for (int i = 0; i < 2; i++) {
            made(node.handle(node.request(Operation.UPDATE, "leasing/make/it", "{}", token)));
        }
        assertTooMany();
        WholeNode.ok(
                node.handle(node.request(Operation.UPDATE, "auth/token/revoke-self", "{}", token)));
        await("they end", () -> counter() == 0);
    }

    @Test
    void whatWasThereBeforeTheLimitCounts() {
        made(make("{}"));
        String one = made(make("{}"));
        limit(1);
        assertThat(counter()).isEqualTo(2);
        assertTooMany();
        WholeNode.ok(
                node.post("sys/leases/revoke", "{\"lease_id\":\"" + one + "\",\"sync\":true}"));
        assertTooMany();
        assertThat(counter()).isEqualTo(1);
    }

    @Test
    void aLimitForAllCountsUntilTheMountIsGone() {
        WholeNode.ok(node.post("sys/mounts/leasing3", "{\"type\":\"leasing\"}"));
        WholeNode.ok(
                node.post("sys/quotas/lease-count/all", "{\"path\":\"\",\"max_leases\":1000000}"));
        long before = all();
        made(node.post("leasing3/make/it", "{}"));
        made(node.post("leasing3/make/it", "{}"));
        assertThat(all()).isEqualTo(before + 2);
        WholeNode.ok(delete("sys/mounts/leasing3"));
        assertThat(all()).isEqualTo(before);
        WholeNode.ok(delete("sys/quotas/lease-count/all"));
    }

    private long all() {
        ObjectNode data = WholeNode.ok(node.get("sys/quotas/lease-count/all")).data();
        if (data == null) {
            throw new AssertionError("no data");
        }
        return data.get("counter").longValue();
    }

    @Test
    void manyAtOnceNeverPassIt() throws Exception {
        limit(10);
        List<Callable<Answer>> calls = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            calls.add(() -> make("{}"));
        }
        int made = 0;
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            for (var answer : threads.invokeAll(calls)) {
                made += answer.get() instanceof Answer.Success ? 1 : 0;
            }
        }
        assertThat(made).isEqualTo(10);
        assertThat(counter()).isEqualTo(10);
        assertThat(engine.things()).hasSize(10);
    }
}
