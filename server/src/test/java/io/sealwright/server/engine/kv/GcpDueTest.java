package io.sealwright.server.engine.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.server.engine.EngineHarness;
import io.sealwright.server.gcp.GcpMethod;
import io.sealwright.server.spi.Event;
import io.sealwright.server.spi.RequestFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What GCP's clients ask for that happens later. */
class GcpDueTest {
    private static final String TOPIC = "projects/p/topics/told";

    private static GcpFixture gcp;
    private static EngineHarness node;

    @BeforeAll
    static void open() {
        gcp = new GcpFixture();
        node = gcp.node;
    }

    @AfterAll
    static void close() {
        node.close();
    }

    @BeforeEach
    void mount() {
        gcp.mount();
    }

    private static List<String> told() {
        List<String> types = node.told().stream().map(Event::type).toList();
        node.told().clear();
        return types;
    }

    private static int expire() {
        return node.runDue(new GcpSecretExpiry(node.barrier(), node.random(), node.events()));
    }

    private static int remind() {
        return node.runDue(new GcpReminders(node.events(), node::now));
    }

    @Test
    void aSecretGoesWhenItsTimeHasCome() {
        int due = node.dueEntries();
        gcp.create("'ttl':'3600s'");
        gcp.add("x");
        told();
        node.pass(Duration.ofMinutes(59));
        assertThat(expire()).isZero();
        node.pass(Duration.ofMinutes(2));
        assertThat(expire()).isEqualTo(1);
        assertThatThrownBy(gcp::get).isInstanceOf(RequestFailure.class);
        assertThat(told()).containsExactly("kv-v2/metadata-delete");
        assertThat(node.dueEntries()).isEqualTo(due);
    }

    @Test
    void anEndThatWasPutOffIsTheOldOneNoMore() {
        int due = node.dueEntries();
        gcp.create("'ttl':'3600s'");
        gcp.call(
                GcpMethod.UPDATE_SECRET,
                "app",
                "{'secret':{'name':'" + GcpFixture.SECRET + "','ttl':'7200s'},'updateMask':'ttl'}");
        node.pass(Duration.ofMinutes(90));
        assertThat(expire()).isZero();
        assertThat(gcp.get().has("expireTime")).isTrue();
        gcp.call(GcpMethod.DELETE_SECRET, "app", "{'name':'" + GcpFixture.SECRET + "'}");
        assertThat(node.dueEntries()).isEqualTo(due);
    }

    @Test
    void aDestructionWaitsAndIsTakenBack() {
        int due = node.dueEntries();
        gcp.create("'versionDestroyTtl':'86400s'");
        gcp.add("x");
        assertThat(gcp.version(GcpMethod.DESTROY_SECRET_VERSION, "1").get("state").stringValue())
                .isEqualTo("DISABLED");
        assertThat(node.dueEntries()).isEqualTo(due + 1);
        gcp.version(GcpMethod.ENABLE_SECRET_VERSION, "1");
        assertThat(node.dueEntries()).isEqualTo(due);
        gcp.version(GcpMethod.DESTROY_SECRET_VERSION, "1");
        gcp.version(GcpMethod.DESTROY_SECRET_VERSION, "1");
        node.pass(Duration.ofHours(25));
        told();
        assertThat(node.runDue(new GcpDestruction(node.events()))).isEqualTo(1);
        assertThat(gcp.version(GcpMethod.GET_SECRET_VERSION, "1").get("state").stringValue())
                .isEqualTo("DESTROYED");
        assertThat(told()).containsExactly("kv-v2/destroy");
        assertThat(node.dueEntries()).isEqualTo(due);
    }

    @Test
    void aReminderIsToldByTheTopicAndComesAgain() {
        int due = node.dueEntries();
        Instant next = node.now().plus(Duration.ofHours(1));
        gcp.create(
                "'topics':[{'name':'"
                        + TOPIC
                        + "'}],'rotation':{'nextRotationTime':'"
                        + next
                        + "','rotationPeriod':'7200s'}");
        told();
        node.pass(Duration.ofHours(6));
        assertThat(remind()).isEqualTo(1);
        Event event = node.told().getFirst();
        assertThat(event.metadata()).containsEntry("topic", TOPIC);
        // What was missed is not told one by one.
        assertThat(told()).containsExactly("gcp/SECRET_ROTATE");
        assertThat(gcp.get().at("/rotation/nextRotationTime").stringValue(""))
                .startsWith(next.plus(Duration.ofHours(6)).toString().substring(0, 19));
        assertThat(remind()).isZero();
        node.pass(Duration.ofHours(2));
        assertThat(remind()).isEqualTo(1);
        gcp.call(GcpMethod.DELETE_SECRET, "app", "{'name':'" + GcpFixture.SECRET + "'}");
        assertThat(node.dueEntries()).isEqualTo(due);
    }

    @Test
    void topicsHearOfEveryChangeByAnyApi() {
        gcp.create("'topics':[{'name':'" + TOPIC + "'}]");
        assertThat(told()).containsExactly("kv-v2/metadata-write", "gcp/SECRET_CREATE");
        gcp.add("x");
        assertThat(told()).containsExactly("kv-v2/data-write", "gcp/SECRET_VERSION_ADD");
        node.post("secret/data/app", "{\"data\":{\"k\":\"v\"}}");
        assertThat(told()).containsExactly("kv-v2/data-write", "gcp/SECRET_VERSION_ADD");
        gcp.version(GcpMethod.DISABLE_SECRET_VERSION, "1");
        assertThat(told()).containsExactly("kv-v2/disable", "gcp/SECRET_VERSION_DISABLE");
        gcp.version(GcpMethod.DISABLE_SECRET_VERSION, "1");
        assertThat(told()).isEmpty();
        gcp.version(GcpMethod.ENABLE_SECRET_VERSION, "1");
        assertThat(told()).containsExactly("kv-v2/enable", "gcp/SECRET_VERSION_ENABLE");
        gcp.version(GcpMethod.DESTROY_SECRET_VERSION, "1");
        assertThat(told()).containsExactly("kv-v2/destroy", "gcp/SECRET_VERSION_DESTROY");
    }
}
