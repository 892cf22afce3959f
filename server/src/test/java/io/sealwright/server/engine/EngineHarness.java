package io.sealwright.server.engine;

import io.sealwright.crypto.Keyring;
import io.sealwright.crypto.RootKey;
import io.sealwright.crypto.ShamirSeal;
import io.sealwright.policy.Acl;
import io.sealwright.policy.Operation;
import io.sealwright.server.config.LimitSettings;
import io.sealwright.server.http.JsonBytes;
import io.sealwright.server.http.StrictJson;
import io.sealwright.server.mount.RouteIndex;
import io.sealwright.server.namespace.Namespace;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.Caller;
import io.sealwright.server.spi.DueWork;
import io.sealwright.server.spi.EngineContext;
import io.sealwright.server.spi.EngineType;
import io.sealwright.server.spi.Event;
import io.sealwright.server.spi.Events;
import io.sealwright.server.spi.Failure;
import io.sealwright.server.spi.Handler;
import io.sealwright.server.spi.Mount;
import io.sealwright.server.spi.MountConfig;
import io.sealwright.server.spi.Remote;
import io.sealwright.server.spi.Request;
import io.sealwright.server.spi.RequestBody;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import io.sealwright.server.token.TokenEntry;
import io.sealwright.storage.Deadline;
import io.sealwright.storage.Keys;
import io.sealwright.storage.RaftStore;
import io.sealwright.storage.SpaceId;
import io.sealwright.storage.StoreConfig;
import io.sealwright.storage.TransactionId;
import io.sealwright.storage.barrier.Barrier;
import io.sealwright.storage.barrier.DueEntry;
import io.sealwright.storage.barrier.Records;
import io.sealwright.storage.barrier.Transaction;
import io.sealwright.storage.barrier.TransactionBody;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Binder;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Drives the routes of engines over a real single-node store in a temporary folder: no HTTP, no
 * policies, no audit. The clock stands still until a test moves it. Opening costs about a second,
 * so a test class opens one and mounts anew for each test. For one thread, except {@link
 * #transact}.
 */
public final class EngineHarness implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Instant START = Instant.parse("2026-01-02T03:04:05.123456789Z");

    private final SecureRandom random = new SecureRandom();
    private final LimitSettings limits =
            new Binder().bindOrCreate("sealwright.limits", LimitSettings.class);
    private final StrictJson strict = new StrictJson(limits);
    private final RaftStore store;
    private final Barrier barrier;
    private final TreeMap<String, Mounted> mounts = new TreeMap<>();
    private final List<Event> told = Collections.synchronizedList(new ArrayList<>());
    private Instant now = START;
    private String token = "root";

    private record Mounted(Mount mount, EngineType type, RouteIndex routes) {
        static Mounted of(Mount mount, EngineType type) {
            return new Mounted(mount, type, new RouteIndex(type.routes(mount)));
        }
    }

    private EngineHarness() {
        try {
            String address = "127.0.0.1:" + freePort();
            store =
                    RaftStore.open(
                            StoreConfig.at(
                                            Files.createTempDirectory("engine"),
                                            address,
                                            "http://127.0.0.1:1")
                                    .withEphemeral(true));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        barrier = new Barrier(store, random, this::now);
    }

    public static EngineHarness open() {
        EngineHarness harness = new EngineHarness();
        harness.found();
        return harness;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void found() {
        store.bootstrap();
        List<byte[]> shares;
        try (RootKey root = RootKey.generate(random);
                Keyring keyring = Keyring.create(this::now, random)) {
            ShamirSeal.Created created = ShamirSeal.create(1, 1, root, random);
            shares = created.shares();
            barrier.initialise(keyring, root, created.sealedRootKey());
        }
        barrier.unseal(ShamirSeal.open(barrier.sealRecords().getFirst(), shares));
    }

    public Barrier barrier() {
        return barrier;
    }

    /** What the barrier stands on; for those who lead. */
    public RaftStore store() {
        return store;
    }

    public SecureRandom random() {
        return random;
    }

    /** Those who hear of events: {@link #told}. */
    public Events events() {
        return (_, event) -> told.add(event);
    }

    /** Every event so far, also of transactions that were given up. */
    public List<Event> told() {
        return told;
    }

    /** The limits as they are without configuration. */
    public LimitSettings limits() {
        return limits;
    }

    public Instant now() {
        return now;
    }

    public void pass(Duration time) {
        now = now.plus(time);
    }

    /** The requests that follow come from this token. */
    public void as(String name) {
        token = name;
    }

    /** Mounts with a space of its own; what was at the path is forgotten. */
    public Mount mount(String path, EngineType type, Map<String, String> options) {
        return mount(path, type, options, SpaceId.random(random));
    }

    public Mount mount(String path, EngineType type, Map<String, String> options, SpaceId space) {
        Mount mount =
                type.mounting(
                        new Mount(
                                Keys.ROOT_NAMESPACE,
                                path,
                                type.name(),
                                type.engineClass(),
                                type.name() + "_1",
                                "uuid",
                                space,
                                "",
                                options,
                                MountConfig.NONE,
                                false,
                                false,
                                false));
        mounts.put(path, Mounted.of(mount, type));
        transact(transaction -> {
            type.mounted(new EngineContext(transaction, mount, now), mount);
            return mount;
        });
        return mount;
    }

    /** Changes a mount's options and settings, as {@code sys/mounts/.../tune} does. */
    public void tune(String path, Map<String, String> options, MountConfig config) {
        Mounted mounted = mounted(path);
        Mount after = mounted.mount.withOptions(options).withConfig(config);
        mounts.put(path, Mounted.of(mounted.type.tuning(mounted.mount, after), mounted.type));
    }

    public Reply get(String path) {
        return send(Operation.READ, path, "");
    }

    public Reply post(String path, String json) {
        return send(Operation.UPDATE, path, json);
    }

    public Reply patch(String path, String json) {
        return send(Operation.PATCH, path, json);
    }

    public Reply delete(String path) {
        return send(Operation.DELETE, path, "");
    }

    public Reply list(String path) {
        return send(Operation.LIST, path, "");
    }

    public Reply scan(String path) {
        return send(Operation.SCAN, path, "");
    }

    /**
     * @param path of the request, without {@code v1/}, with a query if it has one
     */
    public Reply send(Operation operation, String path, String json) {
        int query = path.indexOf('?');
        String plain = query < 0 ? path : path.substring(0, query);
        byte[] raw = json.getBytes(StandardCharsets.UTF_8);
        RequestBody body =
                json.isEmpty()
                        ? new RequestBody(
                                query < 0
                                        ? JsonNodeFactory.instance.objectNode()
                                        : query(path.substring(query + 1)),
                                raw)
                        : new RequestBody(strict.read(raw), raw);
        return send(operation, plain, body);
    }

    /** With parameters that came from a form: there is no JSON text. */
    public Reply form(Operation operation, String path, ObjectNode parameters) {
        return send(operation, path, new RequestBody(parameters, new byte[0]));
    }

    private static ObjectNode query(String text) {
        ObjectNode parameters = JsonNodeFactory.instance.objectNode();
        for (String pair : text.split("&")) {
            int equals = pair.indexOf('=');
            parameters.put(pair.substring(0, equals), pair.substring(equals + 1));
        }
        return parameters;
    }

    private Reply send(Operation operation, String path, RequestBody body) {
        boolean listing = operation == Operation.LIST || operation == Operation.SCAN;
        Request request =
                new Request(
                        TransactionId.random(random),
                        operation,
                        "",
                        listing && !path.endsWith("/") ? path + "/" : path,
                        body,
                        token,
                        Duration.ZERO,
                        new Remote("127.0.0.1", 1, false),
                        Map.of(),
                        now,
                        Deadline.in(LIMIT));
        return transactAnswering(request);
    }

    private Reply transactAnswering(Request request) {
        try {
            return transact(transaction -> answer(transaction, request));
        } catch (RequestFailure refused) {
            return refused(request.operation(), refused.failure());
        }
    }

    private Reply answer(Transaction transaction, Request sent) {
        Map.Entry<String, Mounted> entry = mounts.floorEntry(sent.path());
        Mounted mounted =
                mounted(
                        entry != null && sent.path().startsWith(entry.getKey())
                                ? entry.getKey()
                                : "");
        RouteIndex.Match match =
                mounted.routes.find(sent.path().substring(mounted.mount.path().length()));
        if (match == null) {
            throw RequestFailure.notFound("unsupported path");
        }
        Call call = call(transaction, mounted.mount, match, sent);
        Operation operation = sent.operation();
        var existence = match.route().existence();
        if (operation == Operation.UPDATE && existence != null && !existence.test(call)) {
            operation = Operation.CREATE;
            call = call(transaction, mounted.mount, match, sent.withOperation(operation));
        }
        Handler handler = match.route().handler(operation);
        if (handler == null) {
            throw new RequestFailure(new Failure.UnsupportedOperation());
        }
        Response response = handler.handle(call);
        return new Reply(
                operation,
                response.status(),
                json(response.data()),
                List.of(),
                response.warnings(),
                response.leaseDuration());
    }

    private Call call(
            Transaction transaction, Mount mount, RouteIndex.Match match, Request request) {
        Route route = match.route();
        Caller caller =
                new Caller(entry(request.token()), Namespace.ROOT, List.of("root"), Acl.root());
        return new Call(
                request,
                new EngineContext(transaction, mount, now),
                route,
                match.parameters(),
                caller);
    }

    private TokenEntry entry(String name) {
        return new TokenEntry(
                hash(name),
                "accessor-" + name,
                "",
                List.of("root"),
                "auth/token/create",
                name,
                Map.of(),
                0,
                now.getEpochSecond(),
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

    /** The hash that a token of this name has. */
    public static String hash(String name) {
        return "%064x".formatted(name.hashCode() & 0xffffffffL);
    }

    private Mounted mounted(String path) {
        Mounted mounted = mounts.get(path);
        if (mounted == null) {
            throw new AssertionError("nothing is mounted there");
        }
        return mounted;
    }

    private static Reply refused(Operation operation, Failure failure) {
        return switch (failure) {
            case Failure.Gone gone -> reply(operation, 410, List.of(gone.message()), gone.data());
            case Failure.InvalidRequest invalid -> reply(operation, 400, invalid.errors(), null);
            case Failure.PermissionDenied denied ->
                    reply(operation, 403, List.of(denied.message()), null);
            case Failure.NotFound missing ->
                    reply(operation, 404, missing.errors(), missing.data());
            case Failure.Named named ->
                    reply(operation, 400, List.of(named.code() + ": " + named.message()), null);
            case Failure.UnsupportedOperation _ ->
                    reply(operation, 405, List.of("unsupported operation"), null);
            case Failure.TooLarge tooLarge ->
                    reply(operation, 413, List.of(tooLarge.message()), null);
            case Failure.UnsupportedMediaType unsupported ->
                    reply(operation, 415, List.of(unsupported.message()), null);
            case Failure.RateLimited limited ->
                    reply(operation, 429, List.of(limited.message()), null);
            case Failure.Internal internal ->
                    reply(operation, 500, List.of(internal.message()), null);
            case Failure.Unavailable unavailable ->
                    reply(operation, 503, List.of(unavailable.message()), null);
            case Failure.Sealed _ -> reply(operation, 503, List.of("sealed"), null);
            case Failure.NotInitialised _ ->
                    reply(operation, 501, List.of("not initialised"), null);
            case Failure.OutcomeUnknown unknown ->
                    reply(operation, 504, List.of(unknown.message()), null);
        };
    }

    private static Reply reply(
            Operation operation, int status, List<String> errors, @Nullable ObjectNode data) {
        return new Reply(operation, status, json(data), errors, List.of(), 0);
    }

    private static String json(@Nullable ObjectNode data) {
        if (data == null) {
            return "";
        }
        try (JsonBytes bytes = new JsonBytes()) {
            bytes.node(data);
            return new String(bytes.copy(), StandardCharsets.UTF_8);
        }
    }

    /** The names of an answer to LIST or SCAN. */
    public static List<String> keys(Reply reply) {
        return reply.at("/keys") instanceof ArrayNode keys
                ? keys.valueStream().map(key -> key.stringValue()).toList()
                : List.of();
    }

    public <T extends @Nullable Object> T transact(TransactionBody<T> body) {
        return barrier.transact(Deadline.in(LIMIT), body);
    }

    /** Does what is due now, one transaction an entry, as the leader would. */
    public int runDue(DueWork work) {
        List<DueEntry> due =
                transact(transaction ->
                        transaction.due(Instant.EPOCH, now, 1_000).stream()
                                .filter(entry -> entry.kind() == work.kind())
                                .toList());
        for (DueEntry entry : due) {
            transact(transaction -> {
                work.due(transaction, entry);
                transaction.deleteDue(entry.at(), entry.kind(), entry.namespace(), entry.id());
                return entry;
            });
        }
        return due.size();
    }

    /** How many entries the due index holds up to a far future. */
    public int dueEntries() {
        return transact(transaction ->
                        transaction.due(Instant.EPOCH, now.plus(Duration.ofDays(36_500)), 10_000))
                .size();
    }

    /** How many items (records that are not listed by name) a mount holds. */
    public int items(Mount mount) {
        return transact(transaction -> {
            Records records = transaction.records(mount.namespaceId(), mount.space());
            return records.scan(new byte[0], null, 100_000).size();
        });
    }

    @Override
    public void close() {
        barrier.close();
        store.close();
    }
}
