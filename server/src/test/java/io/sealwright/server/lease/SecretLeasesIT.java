package io.sealwright.server.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealwright.policy.Operation;
import io.sealwright.server.request.Answer;
import io.sealwright.server.spi.Failure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.testing.LeasingEngine;
import io.sealwright.server.testing.WholeNode;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** Leases of what an engine makes, in a whole node. */
class SecretLeasesIT {
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
    }

    private record Made(String lease, String thing, long duration) {}

    private Made make(String body) {
        return make(body, WholeNode.ROOT);
    }

    private Made make(String body, String token) {
        Response response =
                WholeNode.ok(
                        node.handle(
                                node.request(Operation.UPDATE, "leasing/make/it", body, token)));
        if (response.lease() == null || response.data() == null) {
            throw new AssertionError("no lease");
        }
        return new Made(
                response.lease().leaseId(),
                response.data().get("thing").stringValue(),
                response.lease().duration());
    }

    private void await(String what, BooleanSupplier condition) {
        for (int i = 0; i < 3_000 && !condition.getAsBoolean(); i++) {
            try {
                TimeUnit.MILLISECONDS.sleep(10);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
        assertThat(condition.getAsBoolean()).as(what).isTrue();
    }

    private void awaitEnd(Made made) {
        await("the thing ends", () -> !engine.things().contains(made.thing()));
        await("its lease is gone", () -> lookup(made) instanceof Answer.Failed);
    }

    private Answer lookup(Made made) {
        return node.post("sys/leases/lookup", "{\"lease_id\":\"" + made.lease() + "\"}");
    }

    private static ObjectNode data(Answer answer) {
        ObjectNode data = WholeNode.ok(answer).data();
        if (data == null) {
            throw new AssertionError("no data");
        }
        return data;
    }

    private int irrevocable() {
        return data(node.handle(
                        node.request(
                                Operation.READ,
                                "sys/leases/count",
                                "{\"type\":\"irrevocable\"}",
                                WholeNode.ROOT)))
                .get("lease_count")
                .intValue();
    }

    @Test
    void aLeaseIsShownListedAndRenewedWithinItsBounds() {
        Made made = make("{\"ttl\":\"10m\"}");

        assertThat(made.duration()).isEqualTo(600);
        assertThat(made.lease()).matches("leasing/make/it/[0-9A-Za-z]{24}");
        ObjectNode shown = data(lookup(made));
        assertThat(shown.get("ttl").longValue()).isBetween(590L, 600L);
        assertThat(shown.get("last_renewal").isNull()).isTrue();
        assertThat(shown.has("thing")).isFalse();
        assertThat(
                        data(node.handle(
                                        node.request(
                                                Operation.LIST,
                                                "sys/leases/lookup/leasing/make/it/",
                                                "{}",
                                                WholeNode.ROOT)))
                                .get("keys")
                                .toString())
                .contains(made.lease().substring("leasing/make/it/".length()));
        Response renewed =
                WholeNode.ok(
                        node.post(
                                "sys/leases/renew",
                                "{\"lease_id\":\"" + made.lease() + "\",\"increment\":\"9h\"}"));
        assertThat(renewed.lease()).isNotNull();
        assertThat(renewed.lease().duration()).isBetween(7_190L, 7_200L);
        assertThat(renewed.warnings()).isNotEmpty();
        assertThat(engine.things()).contains(made.thing());
    }

    @Test
    void aLeaseEndsWithItsTime() {
        Made made = make("{\"ttl\":\"1s\"}");
        assertThat(engine.things()).contains(made.thing());
        awaitEnd(made);
    }

    @Test
    void aLeaseEndsWithItsToken() {
        String token = node.token("lease-maker", MAKER, "");
        Made made = make("{}", token);
        WholeNode.ok(
                node.handle(node.request(Operation.UPDATE, "auth/token/revoke-self", "{}", token)));
        awaitEnd(made);
    }

    @Test
    void aLeaseEndsWithATokenThatItsRequestUsedUp() {
        String token = node.token("lease-maker", MAKER, ",\"num_uses\":1");
        Made made = make("{}", token);
        awaitEnd(made);
    }

    @Test
    void whatWasAbandonedEnds() {
        Answer answer = node.post("leasing/make/it", "{\"break\":\"abandon\"}");
        assertThat(WholeNode.failure(answer)).isInstanceOf(Failure.InvalidRequest.class);
        await("it ends", () -> engine.things().isEmpty());
    }

    @Test
    void aRevocationThatFailsIsTriedAgain() {
        Made made = make("{}");
        engine.failing(true);
        Answer refused =
                node.post(
                        "sys/leases/revoke",
                        "{\"lease_id\":\"" + made.lease() + "\",\"sync\":true}");
        assertThat(WholeNode.failure(refused).toString()).contains("things cannot be reached");
        assertThat(lookup(made)).as("it is not renewed any more").isInstanceOf(Answer.Failed.class);
        assertThat(engine.things()).contains(made.thing());
        engine.failing(false);
        awaitEnd(made);
    }

    @Test
    void whatFailsTooOftenIsListedUntilItIsForced() {
        Made made = make("{}");
        engine.failing(true);
        String body = "{}";
        for (int i = 0; i < StoredLease.IRREVOCABLE; i++) {
            assertThat(node.post("sys/leases/revoke-prefix/leasing/make", body))
                    .isInstanceOf(Answer.Failed.class);
        }
        assertThat(irrevocable()).isEqualTo(1);
        WholeNode.ok(node.post("sys/leases/revoke-force/leasing/make", body));
        assertThat(irrevocable()).isZero();
        assertThat(lookup(made)).isInstanceOf(Answer.Failed.class);
    }

    @Test
    void aMountGoesOnlyAfterItsLeases() {
        WholeNode.ok(node.post("sys/mounts/leasing2", "{\"type\":\"leasing\"}"));
        WholeNode.ok(node.post("leasing2/make/it", "{}"));
        engine.failing(true);
        Answer refused =
                node.handle(
                        node.request(
                                Operation.DELETE, "sys/mounts/leasing2", "{}", WholeNode.ROOT));
        assertThat(WholeNode.failure(refused).toString()).contains("revoke-force/leasing2/");
        engine.failing(false);
        WholeNode.ok(node.post("leasing2/make/it", "{}"));
        WholeNode.ok(
                node.handle(
                        node.request(
                                Operation.DELETE, "sys/mounts/leasing2", "{}", WholeNode.ROOT)));
        assertThat(engine.things()).isEmpty();
    }

    @Test
    void manyEndInTheBackground() {
        for (int i = 0; i <= LeaseEnds.AT_ONCE; i++) {
            make("{}");
        }
        Response response = WholeNode.ok(node.post("sys/leases/revoke-prefix/leasing", "{}"));
        assertThat(response.status()).isEqualTo(202);
        await("all end", () -> engine.things().isEmpty());
    }
}
