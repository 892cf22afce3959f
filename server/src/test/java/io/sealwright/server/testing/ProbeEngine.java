package io.sealwright.server.testing;

import io.sealwright.policy.Operation;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.EngineClass;
import io.sealwright.server.spi.EngineType;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.Mount;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import io.sealwright.storage.barrier.Record;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** An engine for tests of the pipeline: each route does one thing that a test asks about. */
public final class ProbeEngine implements EngineType {
    private volatile Runnable meanwhile = () -> {};
    private final AtomicInteger runs = new AtomicInteger();

    /**
     * What happens elsewhere while a handler of {@code contended/} is between its read and its
     * write.
     */
    public void meanwhile(Runnable work) {
        meanwhile = work;
    }

    public AtomicInteger runs() {
        return runs;
    }

    @Override
    public String name() {
        return "probe";
    }

    @Override
    public EngineClass engineClass() {
        return EngineClass.SECRET;
    }

    @Override
    public String help() {
        return "For tests.";
    }

    @Override
    public List<Route> routes(Mount mount) {
        return List.of(
                Route.at("store/{name...}", "Keeps a value.")
                        .field("value", FieldType.STRING, "The value.")
                        .existence(call -> call.records().get(name(call)) != null)
                        .on(Operation.UPDATE, ProbeEngine::write)
                        .on(Operation.READ, ProbeEngine::read)
                        .on(Operation.LIST, ProbeEngine::list)
                        .on(Operation.DELETE, ProbeEngine::delete)
                        .build(),
                Route.at("refuse/{name}", "Writes, then finds the request wrong.")
                        .field("value", FieldType.STRING, "The value.")
                        .on(
                                Operation.UPDATE,
                                call -> {
                                    write(call);
                                    throw RequestFailure.invalid("wrong after all");
                                })
                        .build(),
                Route.at("bug/{name}", "Writes, then breaks.")
                        .field("value", FieldType.STRING, "The value.")
                        .on(
                                Operation.UPDATE,
                                call -> {
                                    write(call);
                                    throw new IllegalStateException(
                                            "quotes " + call.string("value", ""));
                                })
                        .build(),
                Route.at("deep/{name}", "Writes, then runs out of stack.")
                        .on(
                                Operation.UPDATE,
                                call -> {
                                    write(call);
                                    throw new StackOverflowError();
                                })
                        .field("value", FieldType.STRING, "The value.")
                        .build(),
                Route.at("contended/{name}", "Reads, waits for the test, writes.")
                        .field("value", FieldType.STRING, "The value.")
                        .on(Operation.UPDATE, this::contended)
                        .build(),
                Route.at("path/{rest...}", "Says what path it was called with.")
                        .on(Operation.READ, ProbeEngine::path)
                        .on(Operation.UPDATE, ProbeEngine::path)
                        .on(Operation.LIST, ProbeEngine::path)
                        .build(),
                Route.at("guarded/{name}", "Needs sudo.")
                        .on(Operation.READ, ProbeEngine::path)
                        .sudo(Operation.READ)
                        .build(),
                Route.at("names", "Lists below a pattern without a slash.")
                        .on(Operation.LIST, ProbeEngine::path)
                        .build(),
                Route.at("open", "Needs no token.")
                        .unauthenticated()
                        .on(Operation.READ, ProbeEngine::path)
                        .build());
    }

    private static String name(Call call) {
        return call.path("name");
    }

    private static Response write(Call call) {
        call.records().put(name(call), call.string("value", "").getBytes(StandardCharsets.UTF_8));
        return Response.empty();
    }

    private static Response read(Call call) {
        Record found = call.records().get(name(call));
        if (found == null) {
            throw RequestFailure.notFound();
        }
        return Response.of(
                data().put("value", new String(found.value(), StandardCharsets.UTF_8))
                        .put("operation", call.operation().name()));
    }

    private static Response list(Call call) {
        ObjectNode data = data();
        call.records().list(name(call), "", 1_000).forEach(data.putArray("keys")::add);
        return Response.of(data);
    }

    private static Response delete(Call call) {
        call.records().delete(name(call));
        return Response.empty();
    }

    private Response contended(Call call) {
        runs.incrementAndGet();
        call.records().get(name(call));
        meanwhile.run();
        return write(call);
    }

    private static Response path(Call call) {
        ObjectNode data = data().put("path", call.request().path());
        if (call.route().pattern().startsWith("path/")) {
            data.put("rest", call.path("rest"));
        }
        return Response.of(data);
    }

    private static ObjectNode data() {
        return JsonNodeFactory.instance.objectNode();
    }
}
