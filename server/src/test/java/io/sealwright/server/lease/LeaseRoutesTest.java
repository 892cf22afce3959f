package io.sealwright.server.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sealwright.policy.Operation;
import io.sealwright.server.mount.MountParts;
import io.sealwright.server.mount.Mounts;
import io.sealwright.server.namespace.NamespaceParts;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.token.LeaseLimits;
import io.sealwright.server.token.TokenDesk;
import io.sealwright.storage.barrier.Barrier;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class LeaseRoutesTest {
    private final TokenDesk desk = new TokenDesk();

    @BeforeEach
    void mount() {
        Barrier barrier = desk.node().barrier();
        Mounts mounts = MountParts.of(barrier, List.of(), desk.node().random());
        SecretLeases secrets =
                new SecretLeases(
                        barrier,
                        () -> mounts,
                        NamespaceParts.of(barrier),
                        desk.tokens(),
                        LeaseLimits.VAULT,
                        desk.quotas().counts(),
                        desk.node().random(),
                        desk.node()::now);
        Revocation revocation =
                new Revocation(
                        barrier,
                        mounts,
                        desk.quotas().counts(),
                        desk.node()::now,
                        new SimpleMeterRegistry());
        desk.mount(
                "sys/",
                new LeaseRoutes(
                                new TokenLeases(desk.tokens()),
                                desk.sweep(),
                                secrets,
                                new LeaseEnds(barrier, revocation),
                                new IrrevocableLeases(mounts))
                        .routes());
        desk.policy(
                "leases",
                "path \"sys/leases/*\" { capabilities = [\"create\",\"update\",\"read\",\"list\"] }");
    }

    @AfterEach
    void close() {
        desk.close();
    }

    private String token(String ttl) {
        return desk.create("{\"policies\":[\"default\"],\"ttl\":\"" + ttl + "\"}", "root")
                .clientToken();
    }

    private List<String> keys(String path) {
        Response response = desk.list(path, "root");
        return TokenDesk.data(response)
                .get("keys")
                .valueStream()
                .map(node -> node.stringValue())
                .toList();
    }

    private String onlyLease() {
        return "auth/token/create/" + keys("sys/leases/lookup/auth/token/create/").getFirst();
    }

    @Test
    void listsFoldersAndLeases() {
        token("1h");
        token("1h");
        desk.post("auth/token/roles/r", "{}", "root");
        desk.post("auth/token/create/r", "{\"policies\":[\"default\"]}", "root");

        assertThat(keys("sys/leases/lookup/")).containsExactly("auth/");
        assertThat(keys("sys/leases/lookup/auth/token/")).containsExactly("create/");
        List<String> leases = keys("sys/leases/lookup/auth/token/create/");
        assertThat(leases).hasSize(3).isSorted();
        assertThat(leases.get(0)).matches("h[0-9a-f]{64}");
        assertThat(leases.get(2)).isEqualTo("r/");
        assertThatThrownBy(() -> desk.list("sys/leases/lookup/none/", "root"))
                .isInstanceOf(RequestFailure.class);
    }

    @Test
    void pages() {
        for (int i = 0; i < 5; i++) {
            token("1h");
        }
        List<String> all = keys("sys/leases/lookup/auth/token/create/");
        Response page =
                desk.send(
                        Operation.LIST,
                        "sys/leases/lookup/auth/token/create/",
                        "{\"after\":\"" + all.get(1) + "\",\"limit\":2}",
                        "root");

        assertThat(TokenDesk.data(page).get("keys").valueStream().map(node -> node.stringValue()))
                .containsExactly(all.get(2), all.get(3));
    }

    @Test
    void looksUpAsThePeerDoes() {
        token("1h");
        String lease = onlyLease();
        desk.node().pass(Duration.ofMinutes(1));

        ObjectNode data =
                TokenDesk.data(
                        desk.post("sys/leases/lookup", "{\"lease_id\":\"" + lease + "\"}", "root"));

        assertThat(data.toString())
                .isEqualTo(
                        "{\"expire_time\":\"2026-01-02T04:04:05.678Z\",\"id\":\""
                                + lease
                                + "\",\"issue_time\":\"2026-01-02T03:04:05Z\",\"last_renewal\":null,"
                                + "\"path\":\"auth/token/create\",\"renewable\":true,\"ttl\":3540}");
    }

    @Test
    void errorsAreThePeers() {
        token("1h");
        String lease = onlyLease();

        for (String what : List.of("lookup", "renew", "revoke")) {
            assertThatThrownBy(() -> desk.post("sys/leases/" + what, "{}", "root"))
                    .hasMessageContaining("lease_id must be specified");
        }
        assertThatThrownBy(() ->
                        desk.post(
                                "sys/leases/lookup",
                                "{\"lease_id\":\"auth/token/create/hnope\"}",
                                "root"))
                .hasMessageContaining("invalid lease");
        assertThatThrownBy(() ->
                        desk.post(
                                "sys/leases/renew",
                                "{\"lease_id\":\"auth/token/create/hnope\"}",
                                "root"))
                .hasMessageContaining("lease not found");
        assertThatThrownBy(() -> desk.post("sys/leases/renew/" + lease, "{}", "root"))
                .hasMessageContaining("tokens cannot be renewed through this endpoint");
        assertThat(
                        desk.post(
                                        "sys/leases/revoke",
                                        "{\"lease_id\":\"auth/token/create/hnope\"}",
                                        "root")
                                .status())
                .isEqualTo(204);
    }

    @Test
    void aLeaseIsOnlyFoundAtItsOwnPath() {
        token("1h");
        String moved = onlyLease().replace("auth/token/create/", "auth/other/");

        assertThatThrownBy(() ->
                        desk.post("sys/leases/lookup", "{\"lease_id\":\"" + moved + "\"}", "root"))
                .hasMessageContaining("invalid lease");
    }

    @Test
    void revokesOne() {
        String token = token("1h");

        assertThat(desk.post("sys/leases/revoke/" + onlyLease(), "", "root").status())
                .isEqualTo(204);

        assertThat(desk.lives(token)).isFalse();
    }

    @Test
    void revokesBelowAPrefixButNotBesideIt() {
        desk.post("auth/token/roles/r", "{}", "root");
        String byRole =
                TokenDesk.grant(
                                desk.post(
                                        "auth/token/create/r",
                                        "{\"policies\":[\"default\"]}",
                                        "root"))
                        .clientToken();
        String plain = token("1h");
        String orphan =
                TokenDesk.grant(
                                desk.post(
                                        "auth/token/create-orphan",
                                        "{\"policies\":[\"default\"]}",
                                        "root"))
                        .clientToken();

        desk.post("sys/leases/revoke-prefix/auth/token/create/r", "", "root");
        assertThat(desk.lives(byRole)).isFalse();
        assertThat(desk.lives(plain)).isTrue();

        desk.post("sys/leases/revoke-force/auth/token/create", "", "root");
        assertThat(desk.lives(plain)).isFalse();
        assertThat(desk.lives(orphan)).as("create-orphan is another path").isTrue();
        assertThat(desk.lives("root")).isTrue();
    }

    @Test
    void whatIsTooMuchForOneTransactionGoesOnInTheBackground() {
        desk.node()
                .transact(transaction -> {
                    var spec =
                            io.sealwright.server.token.TokenSpec.at(
                                            "auth/many/login",
                                            List.of("default"),
                                            io.sealwright.server.token.LeaseLimits.VAULT)
                                    .build();
                    for (int i = 0; i < 3_000; i++) {
                        desk.tokens().create(transaction, spec, desk.now());
                    }
                    return spec;
                });

        assertThatThrownBy(() ->
                        desk.post("sys/leases/revoke-prefix/auth/many", "{\"sync\":true}", "root"))
                .hasMessageContaining("too many");
        assertThat(desk.post("sys/leases/revoke-prefix/auth/many", "", "root").status())
                .isEqualTo(202);
        for (int steps = 0; steps < 3; steps++) {
            desk.node().pass(Duration.ofSeconds(31));
            desk.workOff();
        }

        assertThatThrownBy(() -> desk.list("sys/leases/lookup/auth/many/", "root"))
                .isInstanceOf(RequestFailure.class);
        assertThat(desk.lives("root")).isTrue();
    }

    @Test
    void prefixWorkNeedsSudo() {
        String caller = desk.create("{\"policies\":[\"leases\"]}", "root").clientToken();

        for (String path :
                List.of("sys/leases/revoke-prefix/auth", "sys/leases/revoke-force/auth")) {
            assertThatThrownBy(() -> desk.post(path, "", caller)).hasMessageContaining("denied");
        }
        assertThatThrownBy(() -> desk.list("sys/leases/lookup/", caller))
                .hasMessageContaining("denied");
    }

    @Test
    void thereAreNoIrrevocableLeases() {
        Response count =
                desk.send(Operation.READ, "sys/leases/count", "{\"type\":\"irrevocable\"}", "root");
        Response list =
                desk.send(Operation.READ, "sys/leases", "{\"type\":\"irrevocable\"}", "root");

        assertThat(TokenDesk.data(count).toString()).isEqualTo("{\"counts\":{},\"lease_count\":0}");
        assertThat(TokenDesk.data(list).toString()).isEqualTo("{\"lease_count\":0,\"leases\":[]}");
        assertThatThrownBy(() -> desk.get("sys/leases/count", "root"))
                .isInstanceOf(RequestFailure.class);
        assertThat(desk.post("sys/leases/tidy", "", "root").status()).isEqualTo(202);
    }
}
