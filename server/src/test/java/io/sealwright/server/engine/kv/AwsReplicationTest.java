package io.sealwright.server.engine.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.server.aws.AwsOperation;
import io.sealwright.server.engine.EngineHarness;
import io.sealwright.server.spi.Failure;
import io.sealwright.server.spi.Mount;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.token.LeaseLimits;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** Regions as labels: what is told of them is so. */
class AwsReplicationTest {
    private static final String OTHER = "us-east-1";

    private static EngineHarness node;
    private static KvEngineType engine;

    private AwsCalls app;

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
        Mount mount = node.mount("secret/", engine, Map.of("version", "2"));
        app = new AwsCalls(node, engine, mount);
        node.post("secret/data/db", "{\"data\":{\"pw\":\"1\"}}");
    }

    private static ObjectNode db() {
        return AwsCalls.secret("db");
    }

    private static ObjectNode regions(String... regions) {
        ObjectNode body = db();
        for (String region : regions) {
            body.withArray("/AddReplicaRegions").addObject().put("Region", region);
        }
        return body;
    }

    private ObjectNode replicate(String... names) {
        return app.call(AwsOperation.REPLICATE_SECRET_TO_REGIONS, regions(names));
    }

    private static void refused(String code, Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        RequestFailure.class,
                        e -> assertThat(((Failure.Named) e.failure()).code()).isEqualTo(code));
    }

    @Test
    void aReplicaIsInSyncOnlyWhereItsRegionReadsTheSecret() {
        ObjectNode answer = replicate(OTHER, OneMount.ELSEWHERE);
        assertThat(answer.at("/ReplicationStatus/0").toString())
                .isEqualTo("{\"Region\":\"us-east-1\",\"Status\":\"InSync\"}");
        assertThat(answer.at("/ReplicationStatus/1/Status").stringValue()).isEqualTo("Failed");
        assertThat(answer.at("/ReplicationStatus/1/StatusMessage").stringValue())
                .contains("another mount");
        ObjectNode described = app.in(OTHER).call(AwsOperation.DESCRIBE_SECRET, db());
        assertThat(described.get("PrimaryRegion").stringValue()).isEqualTo("eu-central-1");
        assertThat(described.get("ReplicationStatus")).isEqualTo(answer.get("ReplicationStatus"));
        assertThat(app.in(OTHER).call(AwsOperation.GET_SECRET_VALUE, db()).get("ARN").stringValue())
                .startsWith("arn:aws:secretsmanager:us-east-1:");
    }

    @Test
    void onlyThePrimaryRegionWrites() {
        ObjectNode tag = db();
        tag.putArray("Tags").addObject().put("Key", "a").put("Value", "b");
        app.in(OTHER).call(AwsOperation.TAG_RESOURCE, tag);
        replicate(OTHER);
        for (String region : new String[] {OTHER, "us-west-2"}) {
            refused(
                    "InvalidRequestException",
                    () -> app.in(region).call(AwsOperation.TAG_RESOURCE, tag));
        }
        app.call(AwsOperation.TAG_RESOURCE, tag);
    }

    @Test
    void replicasKeepASecretFromItsDeletion() {
        replicate(OTHER);
        refused("InvalidRequestException", () -> app.call(AwsOperation.DELETE_SECRET, db()));
        refused(
                "InvalidParameterException",
                () -> app.call(AwsOperation.REMOVE_REGIONS_FROM_REPLICATION, removed("us-west-2")));
        ObjectNode rest = app.call(AwsOperation.REMOVE_REGIONS_FROM_REPLICATION, removed(OTHER));
        assertThat(rest.get("ReplicationStatus")).isEmpty();
        assertThat(app.call(AwsOperation.DESCRIBE_SECRET, db()).has("PrimaryRegion")).isFalse();
        app.call(AwsOperation.DELETE_SECRET, db());
    }

    private static ObjectNode removed(String region) {
        ObjectNode body = db();
        body.putArray("RemoveReplicaRegions").add(region);
        return body;
    }

    @Test
    void aReplicaIsStoppedInItsOwnRegion() {
        replicate(OTHER);
        refused(
                "InvalidRequestException",
                () -> app.call(AwsOperation.STOP_REPLICATION_TO_REPLICA, db()));
        ObjectNode stopped = app.in(OTHER).call(AwsOperation.STOP_REPLICATION_TO_REPLICA, db());
        assertThat(stopped.get("ARN").stringValue()).contains(":us-east-1:");
        assertThat(app.call(AwsOperation.DESCRIBE_SECRET, db()).has("ReplicationStatus")).isFalse();
    }

    @Test
    void askedForAgainAReplicaGetsAnotherKeyAndNothingElse() {
        replicate(OTHER);
        ObjectNode again = db();
        again.withArray("/AddReplicaRegions")
                .addObject()
                .put("Region", OTHER)
                .put("KmsKeyId", "alias/x");
        ObjectNode answer = app.call(AwsOperation.REPLICATE_SECRET_TO_REGIONS, again);
        assertThat(answer.at("/ReplicationStatus").toString())
                .isEqualTo(
                        "[{\"Region\":\"us-east-1\",\"KmsKeyId\":\"alias/x\",\"Status\":\"InSync\"}]");
    }

    @Test
    void whatIsNoOtherRegionIsRefused() {
        refused("InvalidParameterException", () -> replicate("eu-central-1"));
        refused("ValidationException", () -> replicate("Frankfurt"));
        refused("InvalidParameterException", () -> replicate());
    }
}
