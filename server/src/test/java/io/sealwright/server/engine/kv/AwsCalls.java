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
import io.sealwright.server.spi.ResourceDecision;
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

/**
 * Calls of the AWS API as they come to the engine, authorized.
 *
 * @param user the name of the signer
 */
record AwsCalls(EngineHarness node, KvEngineType engine, Mount mount, String region, String user) {
    static final String ACCOUNT = "123456789012";

    AwsCalls(EngineHarness node, KvEngineType engine, Mount mount) {
        this(node, engine, mount, "eu-central-1", "app");
    }

    AwsCalls in(String other) {
        return new AwsCalls(node, engine, mount, other, user);
    }

    AwsCalls by(String other) {
        return new AwsCalls(node, engine, mount, region, other);
    }

    ObjectNode call(AwsOperation operation, ObjectNode body) {
        return node.transact(transaction -> {
            Call call = asked(transaction, operation, body);
            Action action = Objects.requireNonNull(call.request().action());
            Handler handler = Objects.requireNonNull(engine.action(mount, action));
            return Objects.requireNonNull(handler.handle(call).data());
        });
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

    ResourceDecision decide(AwsOperation operation, ObjectNode body) {
        return node.transact(
                transaction -> engine.resourceDecision(asked(transaction, operation, body)));
    }

    private Call asked(Transaction transaction, AwsOperation operation, ObjectNode body) {
        Action action =
                new Action.Signed(
                        AwsOperation.API,
                        operation.wireName(),
                        new RequestSignature(
                                "AKIA",
                                new CredentialScope("20260102", region, "secretsmanager"),
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
        Caller caller = new Caller(token(), Namespace.ROOT, List.of("root"), Acl.root());
        return new Call(
                request,
                new EngineContext(transaction, mount, node.now()),
                match.route(),
                match.parameters(),
                caller);
    }

    private TokenEntry token() {
        return new TokenEntry(
                "hash",
                "accessor",
                "",
                List.of("root"),
                "auth/aws/keys/" + user,
                "aws-" + user,
                Map.of("account_id", ACCOUNT),
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

    static ObjectNode secret(String name) {
        return JsonNodeFactory.instance.objectNode().put("SecretId", name);
    }
}
