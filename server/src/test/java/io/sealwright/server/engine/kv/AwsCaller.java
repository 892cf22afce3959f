package io.sealwright.server.engine.kv;

import io.sealwright.policy.Acl;
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
import io.sealwright.server.spi.Failure;
import io.sealwright.server.spi.Handler;
import io.sealwright.server.spi.Mount;
import io.sealwright.server.spi.Remote;
import io.sealwright.server.spi.Request;
import io.sealwright.server.spi.RequestBody;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.token.TokenEntry;
import io.sealwright.storage.Deadline;
import io.sealwright.storage.TransactionId;
import io.sealwright.storage.barrier.Transaction;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Calls operations of the AWS API at the mount {@code secret/}, as one who may do all. */
record AwsCaller(EngineHarness node, KvEngineType engine, Mount mount) {
    static ObjectNode secret(String name) {
        return JsonNodeFactory.instance.objectNode().put("SecretId", name);
    }

    ObjectNode call(AwsOperation operation, ObjectNode body) {
        return node.transact(transaction -> call(transaction, operation, body));
    }

    /** The code of the error that must come. */
    String refused(AwsOperation operation, ObjectNode body) {
        try {
            call(operation, body);
        } catch (RequestFailure e) {
            if (e.failure() instanceof Failure.Named named) {
                return named.code();
            }
            throw e;
        }
        throw new AssertionError(operation + " was not refused");
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
}
