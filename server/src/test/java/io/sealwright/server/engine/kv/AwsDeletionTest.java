package io.sealwright.server.engine.kv;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealwright.policy.Acl;
import io.sealwright.policy.Operation;
import io.sealwright.server.aws.AwsOperation;
import io.sealwright.server.aws.Leave;
import io.sealwright.server.engine.EngineHarness;
import io.sealwright.server.mount.RouteIndex;
import io.sealwright.server.namespace.Namespace;
import io.sealwright.server.sigv4.CredentialScope;
import io.sealwright.server.sigv4.RequestSignature;
import io.sealwright.server.spi.Action;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.Caller;
import io.sealwright.server.spi.EngineContext;
import io.sealwright.server.spi.Handler;
import io.sealwright.server.spi.Mount;
import io.sealwright.server.spi.Remote;
import io.sealwright.server.spi.Request;
import io.sealwright.server.spi.RequestBody;
import io.sealwright.server.token.LeaseLimits;
import io.sealwright.server.token.TokenEntry;
import io.sealwright.storage.Deadline;
import io.sealwright.storage.TransactionId;
import io.sealwright.storage.barrier.Transaction;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What a recovery window leaves behind, and when. */
class AwsDeletionTest {
    private static EngineHarness node;
    private static KvEngineType engine;

    private Mount mount;

    @BeforeAll
    static void open() {
        node = EngineHarness.open();
        LeaseLimits leases = new LeaseLimits(Duration.ofDays(32), Duration.ofDays(32));
        engine =
                new KvEngineType(
                        node.barrier(), node.random(), node.limits(), leases, node.events());
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
        return node.transact(transaction -> call(transaction, operation, body));
    }

    private ObjectNode call(Transaction transaction, AwsOperation operation, ObjectNode body) {
        Action action =
                new Action.Signed(
                        AwsOperation.API,
                        operation.wireName(),
                        new RequestSignature(
                                "AKIA",
                                new CredentialScope("20260102", "eu-central-1", "secretsmanager"),
                                "",
                                "",
                                "",
                                null));
        Leave leave = Leave.of(operation, body);
        Request request =
                Request.of(
                        TransactionId.random(node.random()),
                        action,
                        leave.operation(),
                        "secret/" + leave.path(),
                        new RequestBody(body, new byte[0]),
                        "",
                        new Remote("127.0.0.1", 1, false),
                        Map.of(),
                        node.now(),
                        Deadline.in(Duration.ofSeconds(30)));
        RouteIndex.Match match =
                Objects.requireNonNull(new RouteIndex(engine.routes(mount)).find(leave.path()));
        Handler handler = Objects.requireNonNull(engine.action(mount, action));
        Caller caller = new Caller(token(), Namespace.ROOT, List.of("root"), Acl.root());
        return Objects.requireNonNull(
                handler.handle(
                                new Call(
                                        request,
                                        new EngineContext(transaction, mount, node.now()),
                                        match.route(),
                                        match.parameters(),
                                        caller))
                        .data());
    }

    private static TokenEntry token() {
        return new TokenEntry(
                "hash",
                "accessor",
                "",
                List.of("root"),
                "auth/aws/keys/app",
                "aws-app",
                Map.of("account_id", "123456789012"),
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                false,
                "access-key",
                "",
                "",
                List.of(),
                Map.of(),
                0);
    }

    private static ObjectNode secret(String name) {
        return JsonNodeFactory.instance.objectNode().put("SecretId", name);
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
