package io.sealwright.server.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sealwright.policy.Acl;
import io.sealwright.policy.Operation;
import io.sealwright.policy.TemplateContext;
import io.sealwright.server.namespace.Namespace;
import io.sealwright.server.spi.Caller;
import io.sealwright.server.spi.EngineClass;
import io.sealwright.server.spi.Event;
import io.sealwright.server.spi.Mount;
import io.sealwright.server.spi.MountConfig;
import io.sealwright.server.spi.Remote;
import io.sealwright.server.spi.Request;
import io.sealwright.server.spi.RequestBody;
import io.sealwright.server.testing.MemoryNode;
import io.sealwright.server.token.TokenEntry;
import io.sealwright.storage.Deadline;
import io.sealwright.storage.SpaceId;
import io.sealwright.storage.TransactionId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.JsonNodeFactory;

class DeniedReadsTest {
    private final MemoryNode node = new MemoryNode();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final List<Event> told = new ArrayList<>();
    private final DeniedReads denied =
            new DeniedReads(
                    node.barrier(), (_, event) -> told.add(event), new EventMeters(registry));
    private final Caller caller =
            new Caller(
                    new TokenEntry(
                            "hash",
                            "accessor",
                            "",
                            List.of("none"),
                            "auth/token/create",
                            "somebody",
                            Map.of(),
                            0,
                            0,
                            0,
                            0,
                            0,
                            0,
                            0,
                            false,
                            "service",
                            "",
                            "",
                            List.of(),
                            Map.of(),
                            0),
                    Namespace.ROOT,
                    List.of("none"),
                    Acl.compile(List.of(), TemplateContext.none(), node.now()));

    @AfterEach
    void close() {
        node.close();
    }

    private Mount mount(String path, String type, EngineClass engineClass) {
        return new Mount(
                0,
                path,
                type,
                engineClass,
                type + "_1",
                "uuid",
                SpaceId.random(node.random()),
                "",
                Map.of(),
                MountConfig.NONE,
                false,
                false,
                false);
    }

    private final Mount kv = mount("secret/", "kv", EngineClass.SECRET);

    private void refused(Operation operation, Mount mount, String path) {
        Request request =
                new Request(
                        TransactionId.random(node.random()),
                        operation,
                        "",
                        path,
                        new RequestBody(JsonNodeFactory.instance.objectNode(), new byte[0]),
                        "",
                        Duration.ZERO,
                        new Remote("127.0.0.1", 1, false),
                        Map.of(),
                        node.now(),
                        Deadline.in(Duration.ofSeconds(1)));
        denied.refused(request, mount, caller, caller.decide(request));
    }

    @Test
    void equalOnesAreToldTogetherWithTheirCount() {
        for (int i = 0; i < 5; i++) {
            refused(Operation.READ, kv, "secret/data/a");
            node.pass(Duration.ofSeconds(1));
        }
        refused(Operation.LIST, kv, "secret/metadata/");
        denied.flush();
        denied.flush();
        assertThat(told).hasSize(2);
        assertThat(told.getFirst().dataPath()).isEqualTo("data/a");
        assertThat(told.getFirst().metadata())
                .containsEntry("count", "5")
                .containsEntry("asked", "read")
                .containsEntry("display_name", "somebody")
                .containsEntry("reason", "no rule matches the path")
                .containsEntry("first_time", node.now().minusSeconds(5).toString());
        assertThat(told.getFirst().time()).isEqualTo(node.now().minusSeconds(1));
        assertThat(told.getLast().metadata()).containsEntry("asked", "list");
    }

    @Test
    void manyDifferentOnesAreBoundedAndTheRestIsCounted() {
        for (int i = 0; i < DeniedReads.MOST + 50; i++) {
            refused(Operation.READ, kv, "secret/data/" + i);
        }
        denied.flush();
        assertThat(told).hasSize(DeniedReads.MOST);
        assertThat(registry.get("sealwright.events.denied.unnamed").counter().count())
                .isEqualTo(50);
    }

    @Test
    void onlyReadsOfSecretsAreTold() {
        refused(Operation.UPDATE, kv, "secret/data/a");
        refused(Operation.READ, mount("sys/", "system", EngineClass.SECRET), "sys/mounts");
        refused(Operation.READ, mount("auth/x/", "userpass", EngineClass.AUTH), "auth/x/users/a");
        denied.flush();
        assertThat(told).isEmpty();
    }
}
