package io.sealwright.server.engine.kv;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealwright.policy.Operation;
import io.sealwright.server.aws.AwsOperation;
import io.sealwright.server.aws.Leave;
import io.sealwright.server.engine.EngineHarness;
import io.sealwright.server.spi.Mount;
import io.sealwright.server.token.LeaseLimits;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** What a recovery window leaves behind, and when. */
class AwsDeletionTest {
    private static final String TOKEN = "00000000-0000-4000-8000-000000000002";

    private static EngineHarness node;
    private static KvEngineType engine;

    private Mount mount;

    @BeforeAll
    static void open() {
        node = EngineHarness.open();
        LeaseLimits leases = new LeaseLimits(Duration.ofDays(32), Duration.ofDays(32));
        engine =
                new KvEngineType(
                        node.barrier(),
                        node.random(),
                        node.limits(),
                        leases,
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
    }

    private ObjectNode call(AwsOperation operation, ObjectNode body) {
        return new AwsCalls(node, engine, mount).call(operation, body);
    }

    private static ObjectNode secret(String name) {
        return AwsCalls.secret(name);
    }

    private void delete(int days) {
        call(AwsOperation.DELETE_SECRET, secret("app").put("RecoveryWindowInDays", days));
    }

    @Test
    void nothingIsLeftWhenTheWindowIsOver() {
        node.post("secret/data/app", "{\"data\":{\"pw\":\"1\"}}");
        node.post("secret/data/app", "{\"data\":{\"pw\":\"2\"}}");
        int due = node.dueEntries();
        int items = node.items(mount);
        delete(7);
        assertThat(node.dueEntries()).isEqualTo(due + 1);
        assertThat(node.get("secret/data/app").status()).isEqualTo(404);
        node.pass(Duration.ofDays(7).minusSeconds(1));
        assertThat(node.runDue(new AwsRemoval(node.barrier(), node.random(), node.events())))
                .isZero();
        node.pass(Duration.ofSeconds(2));
        assertThat(node.runDue(new AwsRemoval(node.barrier(), node.random(), node.events())))
                .isEqualTo(1);
        assertThat(node.items(mount)).isEqualTo(items - 2);
        assertThat(EngineHarness.keys(node.list("secret/metadata"))).isEmpty();
        assertThat(node.dueEntries()).isEqualTo(due);
    }

    @Test
    void whatIsRestoredStays() {
        node.post("secret/data/app", "{\"data\":{\"pw\":\"1\"}}");
        int due = node.dueEntries();
        delete(7);
        call(AwsOperation.RESTORE_SECRET, secret("app"));
        assertThat(node.dueEntries()).isEqualTo(due);
        node.pass(Duration.ofDays(8));
        assertThat(node.runDue(new AwsRemoval(node.barrier(), node.random(), node.events())))
                .isZero();
        assertThat(node.get("secret/data/app").status()).isEqualTo(200);
    }

    @Test
    void whatAClientHasMadePendingIsRestoredWithTheRest() {
        node.post("secret/data/app", "{\"data\":{\"pw\":\"1\"}}");
        ObjectNode pending =
                secret("app").put("SecretString", "2").put("ClientRequestToken", TOKEN);
        pending.putArray("VersionStages").add("AWSPENDING");
        call(AwsOperation.PUT_SECRET_VALUE, pending);
        delete(7);
        call(AwsOperation.RESTORE_SECRET, secret("app"));
        ObjectNode read =
                call(
                        AwsOperation.GET_SECRET_VALUE,
                        secret("app").put("VersionStage", "AWSPENDING"));
        assertThat(read.get("VersionId").stringValue()).isEqualTo(TOKEN);
    }

    @Test
    void aLabelComesOffAVersionThatWasDeletedThroughKv() {
        node.post("secret/data/app", "{\"data\":{\"pw\":\"1\"}}");
        String first = versionId();
        node.post("secret/data/app", "{\"data\":{\"pw\":\"2\"}}");
        String second = versionId();
        node.delete("secret/data/app");
        call(
                AwsOperation.UPDATE_SECRET_VERSION_STAGE,
                secret("app")
                        .put("VersionStage", "AWSCURRENT")
                        .put("RemoveFromVersionId", second)
                        .put("MoveToVersionId", first));
        assertThat(versionId()).isEqualTo(first);
    }

    private String versionId() {
        return call(AwsOperation.GET_SECRET_VALUE, secret("app")).get("VersionId").stringValue();
    }

    @Test
    void anotherSecretOfTheNameIsNotRemovedInItsPlace() {
        node.post("secret/data/app", "{\"data\":{\"pw\":\"1\"}}");
        delete(7);
        call(AwsOperation.DELETE_SECRET, secret("app").put("ForceDeleteWithoutRecovery", true));
        node.post("secret/data/app", "{\"data\":{\"pw\":\"2\"}}");
        node.pass(Duration.ofDays(8));
        node.runDue(new AwsRemoval(node.barrier(), node.random(), node.events()));
        assertThat(node.get("secret/data/app").status()).isEqualTo(200);
    }

    @Test
    void aNameInTheWindowIsInNoListing() {
        for (String name : new String[] {"app", "team/a", "team/b", "other/only"}) {
            node.post("secret/data/" + name, "{\"data\":{\"pw\":\"1\"}}");
        }
        assertThat(EngineHarness.keys(node.list("secret/metadata")))
                .containsExactly("app", "other/", "team/");
        for (String name : new String[] {"app", "team/a", "other/only"}) {
            call(AwsOperation.DELETE_SECRET, secret(name));
        }
        assertThat(EngineHarness.keys(node.list("secret/metadata"))).containsExactly("team/");
        assertThat(EngineHarness.keys(node.list("secret/metadata/team"))).containsExactly("b");
        call(AwsOperation.RESTORE_SECRET, secret("other/only"));
        assertThat(EngineHarness.keys(node.list("secret/metadata")))
                .containsExactly("other/", "team/");
        call(AwsOperation.DELETE_SECRET, secret("app").put("ForceDeleteWithoutRecovery", true));
        node.post("secret/data/app", "{\"data\":{\"pw\":\"2\"}}");
        assertThat(EngineHarness.keys(node.list("secret/metadata")))
                .containsExactly("app", "other/", "team/");
    }

    @Test
    void aSecretOfVersion1KeepsItsArnWhenItBecomesOneOfVersion2() {
        mount = node.mount("secret/", engine, Map.of("version", "1"));
        node.post("secret/app", "{\"pw\":\"1\"}");
        mount = node.mount("secret/", engine, Map.of("version", "2"), mount.space());
        String before = call(AwsOperation.GET_SECRET_VALUE, secret("app")).get("ARN").stringValue();
        node.post("secret/data/app", "{\"data\":{\"pw\":\"2\"}}");
        ObjectNode after = call(AwsOperation.GET_SECRET_VALUE, secret(before));
        assertThat(after.get("ARN").stringValue()).isEqualTo(before);
        assertThat(before)
                .startsWith("arn:aws:secretsmanager:eu-central-1:123456789012:secret:app-");
    }

    @Test
    void aPlaceThatWasNotAuthorizedIsNotTouched() {
        assertThat(Leave.of(AwsOperation.GET_SECRET_VALUE, secret("../sys")).path())
                .isEqualTo("data/");
        assertThat(Leave.of(AwsOperation.DELETE_SECRET, secret("a/b")).operation())
                .isEqualTo(Operation.DELETE);
    }
}
