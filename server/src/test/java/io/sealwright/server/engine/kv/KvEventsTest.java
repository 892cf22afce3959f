package io.sealwright.server.engine.kv;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealwright.server.engine.EngineHarness;
import io.sealwright.server.engine.Reply;
import io.sealwright.server.spi.Event;
import io.sealwright.server.spi.Mount;
import io.sealwright.server.token.LeaseLimits;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What KV tells of each thing that is done to a secret. */
class KvEventsTest {
    private static final String VALUE = "hunter2-the-value";

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
        mount = node.mount("secret/", engine, Map.of("version", "2"));
        node.told().clear();
    }

    private static void ok(Reply reply) {
        assertThat(reply.status()).as(reply.toString()).isBetween(200, 204);
    }

    private static void write() {
        ok(node.post("secret/data/a/b", "{\"data\":{\"k\":\"" + VALUE + "\"}}"));
    }

    private static Event only() {
        List<Event> told = List.copyOf(node.told());
        node.told().clear();
        assertThat(told).hasSize(1);
        return told.getFirst();
    }

    @Test
    void aWriteTellsWhereTheSecretIsAndItsVersion() {
        write();
        Event event = only();
        assertThat(event.type()).isEqualTo("kv-v2/data-write");
        assertThat(event.space()).isEqualTo(mount.space());
        assertThat(event.path()).isEqualTo("data/a/b");
        assertThat(event.dataPath()).isEqualTo("data/a/b");
        assertThat(event.time()).isEqualTo(node.now());
        assertThat(event.metadata())
                .containsEntry("current_version", "1")
                .containsEntry("oldest_version", "1");
    }

    @Test
    void everyChangeHasTheTypeThatVaultGivesIt() {
        write();
        ok(node.patch("secret/data/a/b", "{\"data\":{\"l\":\"" + VALUE + "\"}}"));
        ok(node.delete("secret/data/a/b"));
        ok(node.post("secret/undelete/a/b", "{\"versions\":[2]}"));
        ok(node.post("secret/delete/a/b", "{\"versions\":[1,2,7]}"));
        ok(node.post("secret/destroy/a/b", "{\"versions\":[1]}"));
        ok(node.post("secret/metadata/a/b", "{\"max_versions\":3}"));
        ok(node.patch("secret/metadata/a/b", "{\"max_versions\":4}"));
        ok(node.delete("secret/metadata/a/b"));
        ok(node.post("secret/config", "{\"max_versions\":5}"));
        assertThat(node.told().stream().map(Event::type))
                .containsExactly(
                        "kv-v2/data-write",
                        "kv-v2/data-patch",
                        "kv-v2/data-delete",
                        "kv-v2/undelete",
                        "kv-v2/delete",
                        "kv-v2/destroy",
                        "kv-v2/metadata-write",
                        "kv-v2/metadata-patch",
                        "kv-v2/metadata-delete",
                        "kv-v2/config-write");
        assertThat(node.told().get(3).metadata()).containsEntry("undeleted_versions", "[2]");
        assertThat(node.told().get(4).metadata()).containsEntry("deleted_versions", "[1,2]");
        assertThat(node.told().get(4).path()).isEqualTo("delete/a/b");
        assertThat(node.told().get(4).dataPath()).isEqualTo("data/a/b");
        assertThat(node.told().get(5).metadata()).containsEntry("destroyed_versions", "[1]");
        assertThat(node.told().get(8).path()).isEqualTo("metadata/a/b");
        for (Event event : node.told()) {
            assertThat(event.toString() + event.metadata() + event.path()).doesNotContain(VALUE);
        }
    }

    @Test
    void whatChangesNothingTellsNothing() {
        ok(node.post("secret/destroy/none", "{\"versions\":[1]}"));
        ok(node.delete("secret/data/none"));
        ok(node.delete("secret/metadata/none"));
        write();
        node.told().clear();
        ok(node.get("secret/data/a/b"));
        ok(node.post("secret/metadata/a/b", "{}"));
        assertThat(node.post("secret/data/a/b", "{\"options\":{\"cas\":9},\"data\":{}}").status())
                .isEqualTo(400);
        assertThat(node.told()).isEmpty();
    }

    @Test
    void aDeletionByTimeIsToldAsWell() {
        ok(node.post("secret/metadata/a/b", "{\"delete_version_after\":\"30m\"}"));
        write();
        node.told().clear();
        node.pass(Duration.ofMinutes(31));
        node.runDue(new KvExpiry(node.events()));
        Event event = only();
        assertThat(event.type()).isEqualTo("kv-v2/delete");
        assertThat(event.space()).isEqualTo(mount.space());
        assertThat(event.metadata()).containsEntry("deleted_versions", "[1]");
    }

    @Test
    void kvOneHasTypesOfItsOwn() {
        node.mount("one/", engine, Map.of());
        node.told().clear();
        ok(node.post("one/a", "{\"k\":\"" + VALUE + "\"}"));
        ok(node.delete("one/a"));
        assertThat(node.told().stream().map(Event::type))
                .containsExactly("kv-v1/write", "kv-v1/delete");
        assertThat(node.told().getFirst().dataPath()).isEqualTo("a");
    }
}
