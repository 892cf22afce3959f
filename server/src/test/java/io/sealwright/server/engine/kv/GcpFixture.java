package io.sealwright.server.engine.kv;

import io.sealwright.policy.Acl;
import io.sealwright.server.engine.EngineHarness;
import io.sealwright.server.gcp.GcpLeave;
import io.sealwright.server.gcp.GcpMethod;
import io.sealwright.server.mount.RouteIndex;
import io.sealwright.server.namespace.Namespace;
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
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A KV mount to which methods of the GCP API are sent as the wire sends them. */
final class GcpFixture {
    static final String SECRET = "projects/p/secrets/app";

    final EngineHarness node = EngineHarness.open();
    private final KvEngineType engine =
            new KvEngineType(
                    node.barrier(),
                    node.random(),
                    node.limits(),
                    LeaseLimits.VAULT,
                    node.events(),
                    OneMount.regions());
    private Mount mount = mount();

    Mount mount() {
        mount = node.mount("secret/", engine, Map.of("version", "2"));
        node.told().clear();
        return mount;
    }

    /**
     * @param id of the secret
     * @param json with apostrophes for quotes
     */
    ObjectNode call(GcpMethod method, String id, String json) {
        ObjectNode body = (ObjectNode) JsonMapper.shared().readTree(json.replace('\'', '"'));
        return node.transact(transaction -> call(transaction, method, id, body));
    }

    private ObjectNode call(Transaction transaction, GcpMethod method, String id, ObjectNode body) {
        Action action = new Action.InProject(GcpMethod.API, method.wireName(), "p");
        GcpLeave leave = GcpLeave.of(method, id);
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
                "auth/token/create",
                "token",
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
                0);
    }

    /** A secret {@code app} of which more is said. */
    ObjectNode create(String more) {
        return call(
                GcpMethod.CREATE_SECRET,
                "app",
                "{'parent':'projects/p','secretId':'app','secret':{'replication':{'automatic':{}}"
                        + (more.isEmpty() ? "" : "," + more)
                        + "}}");
    }

    ObjectNode add(String data) {
        return call(
                GcpMethod.ADD_SECRET_VERSION,
                "app",
                "{'parent':'"
                        + SECRET
                        + "','payload':{'data':'"
                        + Base64.getEncoder().encodeToString(data.getBytes(StandardCharsets.UTF_8))
                        + "'}}");
    }

    /** A method of one version. */
    ObjectNode version(GcpMethod method, String version) {
        return call(method, "app", "{'name':'" + SECRET + "/versions/" + version + "'}");
    }

    ObjectNode get() {
        return call(GcpMethod.GET_SECRET, "app", "{'name':'" + SECRET + "'}");
    }
}
