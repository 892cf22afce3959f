package io.sealwright.server.engine.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.policy.Operation;
import io.sealwright.server.engine.EngineHarness;
import io.sealwright.server.engine.Reply;
import io.sealwright.server.spi.Failure;
import io.sealwright.server.spi.Mount;
import io.sealwright.server.spi.MountConfig;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.token.LeaseLimits;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.JsonNodeFactory;

/** KV v1 through its routes, and its upgrade to v2; the answers are the peer's. */
class KvV1Test {
    private static EngineHarness node;
    private static KvEngineType engine;
    private Mount mount;

    @BeforeAll
    static void open() {
        node = EngineHarness.open();
        engine =
                new KvEngineType(
                        node.barrier(),
                        node.random(),
                        node.limits(),
                        LeaseLimits.VAULT,
                        node.events(),
                        OneMount.regions());
    }

    @AfterAll
    static void close() {
        node.close();
    }

    @BeforeEach
    void mount() {
        mount = node.mount("kv/", engine, Map.of());
    }

    @Test
    void writesReadsAndDeletes() {
        Reply written = node.post("kv/a", "{\"k\":\"v\"}");
        assertThat(written.status()).isEqualTo(204);
        assertThat(written.operation()).isEqualTo(Operation.CREATE);
        assertThat(node.post("kv/a", "{\"k\":\"w\"}").operation()).isEqualTo(Operation.UPDATE);
        Reply read = node.get("kv/a");
        assertThat(read.json()).isEqualTo("{\"k\":\"w\"}");
        assertThat(read.leaseDuration()).isEqualTo(2_764_800);
        assertThat(node.delete("kv/a").status()).isEqualTo(204);
        assertThat(node.delete("kv/a").status()).isEqualTo(204);
        assertThat(node.delete("kv/").status()).isEqualTo(204);
        assertThat(node.get("kv/a"))
                .isEqualTo(new Reply(Operation.READ, 404, "", List.of(), List.of(), 0));
        assertThat(node.get("kv/").status()).isEqualTo(404);
        assertThat(node.get("kv/a/").status()).isEqualTo(404);
        assertThat(node.patch("kv/a", "{\"k\":1}").status()).isEqualTo(405);
    }

    @Test
    void membersComeBackAsTheyWereWritten() {
        node.post(
                "kv/a",
                " { \"big\":123456789012345678901234567890,\"f\" : 1.10,\"e\":1E3,\n\"o\":{ \"x\" : [ ] } } ");
        assertThat(node.get("kv/a").json())
                .isEqualTo(
                        "{\"big\":123456789012345678901234567890,\"f\":1.10,\"e\":1E3,\"o\":{ \"x\" : [ ] }}");
        node.form(Operation.UPDATE, "kv/b", JsonNodeFactory.instance.objectNode().put("k", "v"));
        assertThat(node.get("kv/b").json()).isEqualTo("{\"k\":\"v\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"ttl\":\"30m\" | 1800",
                "\"ttl\":30,\"lease\":\"2h\" | 30",
                "\"lease\":\"2h\" | 7200",
                "\"ttl\":\"9999h\" | 35996400",
                "\"ttl\":\"bogus\" | 2764800",
                "\"ttl\":[1] | 2764800",
                "\"ttl\":1.5 | 2764800",
                "\"ttl\":null | 0",
                "\"ttl\":\"\" | 0",
                // The peer answers -5.
                "\"ttl\":-5 | 2764800"
            })
    void theLeaseIsWhatTheValueSays(String members, long seconds) {
        node.post("kv/a", "{\"k\":\"v\"," + members + "}");
        assertThat(node.get("kv/a").leaseDuration()).isEqualTo(seconds);
    }

    @Test
    void theLeaseIsElseTheMounts() {
        node.post("kv/a", "{\"k\":\"v\"}");
        node.tune(
                "kv/",
                Map.of(),
                new MountConfig(
                        3_600, 0, false, "", "", List.of(), List.of(), List.of(), List.of()));
        assertThat(node.get("kv/a").leaseDuration()).isEqualTo(3_600);
    }

    @ParameterizedTest
    @CsvSource({
        "kv/a,missing data fields",
        "kv/a/,cannot write to a path ending in '/'",
        "kv/,cannot write to a path ending in '/'"
    })
    void whatCannotBeWritten(String path, String error) {
        Reply reply = node.post(path, "{}");
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.errors()).containsExactly(error);
    }

    @Test
    void aValueHasALimit() {
        assertThat(node.post("kv/a", "{\"a\":\"" + "x".repeat(1 << 20) + "\"}").status())
                .isEqualTo(413);
    }

    @Test
    void lists() {
        for (String path : List.of("a", "a/b/c", "d")) {
            node.post("kv/" + path, "{\"k\":1}");
        }
        assertThat(EngineHarness.keys(node.list("kv/"))).containsExactly("a", "a/", "d");
        assertThat(EngineHarness.keys(node.list("kv/a"))).containsExactly("b/");
        assertThat(EngineHarness.keys(node.list("kv/?after=a&limit=1"))).containsExactly("a/");
        assertThat(EngineHarness.keys(node.scan("kv/"))).containsExactly("a", "a/b/c", "d");
        assertThat(node.list("kv/none").status()).isEqualTo(404);
    }

    // Versions of the engine.

    @ParameterizedTest
    @ValueSource(strings = {"0", "3", "two", ""})
    void onlyTwoVersionsExist(String version) {
        assertThatThrownBy(() -> node.mount("x/", engine, Map.of("version", version)))
                .isInstanceOfSatisfying(
                        RequestFailure.class,
                        refused ->
                                assertThat(refused.failure())
                                        .isEqualTo(
                                                new Failure.InvalidRequest(
                                                        List.of(
                                                                "invalid version provided: "
                                                                        + version))));
    }

    @Test
    void thereIsNoWayBack() {
        node.tune("kv/", Map.of("version", "2"), MountConfig.NONE);
        assertThatThrownBy(() -> node.tune("kv/", Map.of("version", "1"), MountConfig.NONE))
                .isInstanceOfSatisfying(
                        RequestFailure.class,
                        refused ->
                                assertThat(refused.failure())
                                        .isEqualTo(
                                                new Failure.InvalidRequest(
                                                        List.of(
                                                                "cannot downgrade mount from version 2"))));
        assertThatThrownBy(() -> node.tune("kv/", Map.of("version", "5"), MountConfig.NONE))
                .isInstanceOf(RequestFailure.class);
    }

    private void upgraded() {
        node.post("kv/a/b", "{\"k\": 1.0}");
        node.pass(Duration.ofMinutes(1));
        node.tune("kv/", Map.of("version", "2"), MountConfig.NONE);
    }

    @Test
    void aValueOfV1IsASecretWithOneVersionForV2() {
        String writtenAt = KvJson.time(node.now());
        upgraded();
        Reply read = node.get("kv/data/a/b");
        assertThat(read.json())
                .startsWith(
                        "{\"data\":{\"k\": 1.0},\"metadata\":{\"created_time\":\""
                                + writtenAt
                                + "\"");
        assertThat(read.text("/metadata/version")).isEqualTo("1");
        assertThat(node.get("kv/metadata/a/b").names("/versions")).containsExactly("1");
        assertThat(node.get("kv/subkeys/a/b").text("/subkeys")).isEqualTo("{\"k\":null}");
        assertThat(EngineHarness.keys(node.scan("kv/metadata/"))).containsExactly("a/b");
        assertThat(node.items(mount)).as("nothing was rewritten").isZero();
    }

    @Test
    void itsFirstChangeMakesItOne() {
        upgraded();
        Reply second = node.post("kv/data/a/b", "{\"data\":{\"k\":2},\"options\":{\"cas\":1}}");
        assertThat(second.operation()).isEqualTo(Operation.UPDATE);
        assertThat(second.text("/version")).isEqualTo("2");
        assertThat(node.items(mount)).isEqualTo(2);
        assertThat(node.get("kv/data/a/b?version=1").json()).startsWith("{\"data\":{\"k\": 1.0},");
        assertThat(node.get("kv/data/a/b").text("/data")).isEqualTo("{\"k\":2}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"delete", "destroy"})
    void itCanBeDeletedAndDestroyed(String what) {
        upgraded();
        node.post("kv/" + what + "/a/b", "{\"versions\":[1]}");
        assertThat(node.get("kv/data/a/b").status()).isEqualTo(404);
        node.post("kv/undelete/a/b", "{\"versions\":[1]}");
        assertThat(node.get("kv/data/a/b").status()).isEqualTo(what.equals("delete") ? 200 : 404);
        node.delete("kv/metadata/a/b");
        assertThat(node.items(mount)).isZero();
    }

    @Test
    void itCanBePatchedDescribedAndRemoved() {
        upgraded();
        node.post("kv/metadata/a/b", "{\"custom_metadata\":{\"x\":\"y\"}}");
        node.patch("kv/data/a/b", "{\"data\":{\"j\":2}}");
        assertThat(node.get("kv/data/a/b").text("/data")).isEqualTo("{\"k\":1.0,\"j\":2}");
        node.delete("kv/metadata/a/b");
        assertThat(node.get("kv/data/a/b").status()).isEqualTo(404);
        upgradedAgain();
        assertThat(node.delete("kv/metadata/c").status()).isEqualTo(204);
        assertThat(node.list("kv/metadata/").status()).isEqualTo(404);
    }

    private void upgradedAgain() {
        node.transact(transaction -> {
            transaction
                    .records(0, mount.space())
                    .put("c", new PlainValue(node.now(), new byte[] {'{', '}'}).encode());
            return mount;
        });
        assertThat(node.get("kv/data/c").status()).isEqualTo(200);
    }
}
