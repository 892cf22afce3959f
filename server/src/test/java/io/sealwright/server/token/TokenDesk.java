package io.sealwright.server.token;

import io.sealwright.policy.Acl;
import io.sealwright.policy.Operation;
import io.sealwright.policy.ParameterView;
import io.sealwright.policy.Policy;
import io.sealwright.policy.PolicyParser;
import io.sealwright.policy.TemplateContext;
import io.sealwright.server.identity.Identities;
import io.sealwright.server.identity.IdentityParts;
import io.sealwright.server.identity.mfa.MfaParts;
import io.sealwright.server.mount.Mounted;
import io.sealwright.server.mount.RouteIndex;
import io.sealwright.server.namespace.Namespace;
import io.sealwright.server.namespace.NamespaceParts;
import io.sealwright.server.namespace.Namespaces;
import io.sealwright.server.policies.Policies;
import io.sealwright.server.policies.StoredPolicy;
import io.sealwright.server.quotas.QuotaParts;
import io.sealwright.server.spi.AuthGrant;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.Caller;
import io.sealwright.server.spi.DueWork;
import io.sealwright.server.spi.EngineClass;
import io.sealwright.server.spi.EngineContext;
import io.sealwright.server.spi.EngineType;
import io.sealwright.server.spi.Handler;
import io.sealwright.server.spi.Mount;
import io.sealwright.server.spi.MountConfig;
import io.sealwright.server.spi.Remote;
import io.sealwright.server.spi.Request;
import io.sealwright.server.spi.RequestBody;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import io.sealwright.server.testing.MemoryNode;
import io.sealwright.storage.Deadline;
import io.sealwright.storage.Keys;
import io.sealwright.storage.SpaceId;
import io.sealwright.storage.TransactionId;
import io.sealwright.storage.barrier.DueEntry;
import io.sealwright.storage.barrier.Transaction;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The token rooms over a real barrier, with as much of the pipeline as they need: authentication,
 * route, policy, handler, use. Starts with the root token {@code root}.
 */
public final class TokenDesk implements AutoCloseable {
    public static final JsonMapper MAPPER =
            JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

    private final MemoryNode node = new MemoryNode();
    private final Policies policies = new Policies();
    private final TokenRoles roles = new TokenRoles();
    private final TokenStore tokens;
    private final TokenSweep sweep;
    private final Identities identities;
    private final Namespaces namespaces;
    private final QuotaParts quotas;
    private final TokenEngineType engine;
    private final MfaParts mfa;
    private final PendingLogins pending;
    private final Map<String, RouteIndex> mounts = new HashMap<>();
    private final Map<String, Mounted> methods = new HashMap<>();
    private final Map<Byte, DueWork> works = new HashMap<>();
    private MountConfig tuning = MountConfig.NONE;
    private String remote = "127.0.0.1";

    public TokenDesk() {
        namespaces = NamespaceParts.of(node.barrier());
        quotas =
                new QuotaParts(
                        node.barrier(),
                        namespaces,
                        (accessor, path) ->
                                accessor.isEmpty() && path.startsWith("auth/token/")
                                        ? tokenMount()
                                        : method(accessor));
        tokens =
                new TokenStore(
                        node.barrier()::hash,
                        (_, _, accessor) -> method(accessor),
                        (_, _, _) -> {},
                        namespaces,
                        node.random(),
                        LeaseLimits.VAULT,
                        quotas.counts());
        identities = IdentityParts.of(node.barrier());
        mfa = new MfaParts(node.barrier(), namespaces);
        pending = new PendingLogins(node.barrier());
        works.put(DueWork.PENDING_LOGIN, pending);
        sweep = new TokenSweep(tokens, node.random());
        works.put(DueWork.TOKEN, new TokenExpiry(tokens, sweep, node::now));
        quotas.counted(new CountedTokens(tokens));
        engine =
                new TokenEngineType(
                        new TokenCreation(tokens, roles, policies, identities),
                        new TokenLookups(tokens, namespaces, identities),
                        new TokenChanges(tokens, roles, sweep, identities),
                        new TokenRoleRoutes(roles));
        mount("auth/token/", engine.routes(mountAt("auth/token/")));
        mount(
                "sys/",
                new LoginConfirmation(
                                pending,
                                (_, _, accessor) -> method(accessor),
                                identities,
                                mfa.factors(),
                                logins())
                        .routes());
        AuthGrant _ =
                node.transact(transaction -> {
                    policies.write(
                            transaction,
                            Keys.ROOT_NAMESPACE,
                            "default",
                            "path \"auth/token/renew-self\" {\n capabilities = [\"update\"]\n}\n"
                                    + "path \"auth/token/lookup-self\" {\n"
                                    + "  capabilities = [\"read\"]\n}\npath \"sys/wrapping/unwrap\" {\n capabilities = [\"update\"]\n}");
                    return tokens.createRoot(transaction, "root", now());
                });
    }

    public void mount(String path, List<Route> routes) {
        mounts.put(path, new RouteIndex(routes));
    }

    /** Enables an auth method with a space and an accessor of its own. */
    public Mount enable(String path, EngineType type) {
        SpaceId space = SpaceId.random(node.random());
        Mount mount =
                new Mount(
                        Keys.ROOT_NAMESPACE,
                        path,
                        type.name(),
                        EngineClass.AUTH,
                        "auth_" + type.name() + "_" + space.value(),
                        "uuid",
                        space,
                        "",
                        Map.of(),
                        MountConfig.NONE,
                        false,
                        false,
                        false);
        RouteIndex routes = new RouteIndex(type.routes(mount));
        mounts.put(path, routes);
        methods.put(path, new Mounted(mount, type, routes));
        node.transact(transaction -> {
            type.mounted(new EngineContext(transaction, mount, now()), mount);
            return mount;
        });
        return mount;
    }

    /** Disables an auth method, as {@code sys/auth} does it. */
    public void disable(String path) {
        mounts.remove(path);
        Mounted gone = methods.remove(path);
        if (gone == null) {
            throw new AssertionError("nothing is enabled at " + path);
        }
        node.transact(transaction -> {
            transaction.records(Keys.ROOT_NAMESPACE, gone.mount().space()).clear();
            sweep.tidy(transaction, now());
            return path;
        });
    }

    private Mounted tokenMount() {
        return new Mounted(mountAt("auth/token/"), engine, new RouteIndex(List.of()));
    }

    /** Limits of how many leases there may be. */
    public QuotaParts quotas() {
        return quotas;
    }

    private @Nullable Mounted method(String accessor) {
        return methods.values().stream()
                .filter(mounted -> mounted.mount().accessor().equals(accessor))
                .findFirst()
                .orElse(null);
    }

    /** What an auth method makes tokens with. */
    public LoginTokens logins() {
        return new LoginTokens(tokens, identities, mfa.factors(), pending);
    }

    /** What is made of those who sign by themselves. */
    public SignerTokens signers() {
        return new SignerTokens(identities, mfa.factors(), LeaseLimits.VAULT);
    }

    public Namespaces namespaces() {
        return namespaces;
    }

    public MfaParts mfa() {
        return mfa;
    }

    public Identities identities() {
        return identities;
    }

    /** Another kind of work that {@link #workOff} knows. */
    public void work(DueWork work) {
        works.put(work.kind(), work);
    }

    public MemoryNode node() {
        return node;
    }

    public TokenStore tokens() {
        return tokens;
    }

    public TokenSweep sweep() {
        return sweep;
    }

    public Instant now() {
        return node.now();
    }

    public void tune(MountConfig config) {
        tuning = config;
    }

    public void from(String address) {
        remote = address;
    }

    public void policy(String name, String text) {
        node.transact(transaction -> {
            policies.write(transaction, Keys.ROOT_NAMESPACE, name, text);
            return name;
        });
    }

    /** A POST; throws the failure of a refused request. */
    public Response post(String path, String json, String token) {
        return send(Operation.UPDATE, path, json, token);
    }

    public Response get(String path, String token) {
        return send(Operation.READ, path, "", token);
    }

    public Response list(String path, String token) {
        return send(Operation.LIST, path, "", token);
    }

    public Response send(Operation operation, String path, String json, String token) {
        return send(operation, path, json, token, Duration.ZERO);
    }

    public Response send(
            Operation operation, String path, String json, String token, Duration wrapTtl) {
        Request request = request(operation, path, json, token, wrapTtl);
        return send(request);
    }

    /** As the pipeline does it, with what is kept of a refusal. */
    public Response send(Request request) {
        try {
            return node.transact(transaction -> answer(transaction, request));
        } catch (RequestFailure refused) {
            Consumer<Transaction> remembered = refused.remembered();
            if (remembered != null) {
                node.transact(transaction -> {
                    remembered.accept(transaction);
                    return refused;
                });
            }
            throw refused;
        }
    }

    public Request request(
            Operation operation, String path, String json, String token, Duration wrapTtl) {
        ObjectNode object =
                json.isEmpty()
                        ? MAPPER.createObjectNode()
                        : MAPPER.readValue(json, ObjectNode.class);
        return new Request(
                TransactionId.random(node.random()),
                operation,
                "",
                path,
                new RequestBody(object, json.getBytes(StandardCharsets.UTF_8)),
                token,
                wrapTtl,
                new Remote(remote, 1, false),
                Map.of(),
                now(),
                Deadline.in(Duration.ofSeconds(30)));
    }

    private Response answer(Transaction transaction, Request request) {
        String prefix =
                mounts.keySet().stream()
                        .filter(request.path()::startsWith)
                        .findFirst()
                        .orElseThrow();
        RouteIndex.Match match =
                mounts.getOrDefault(prefix, new RouteIndex(List.of()))
                        .find(request.path().substring(prefix.length()));
        if (match == null) {
            throw RequestFailure.notFound("unsupported path");
        }
        Route route = match.route();
        Caller caller = caller(transaction, request);
        if (!route.unauthenticated()) {
            requireAllowed(request, route, caller);
        }
        EngineContext context = new EngineContext(transaction, mountAt(prefix), now());
        Handler handler = route.handler(request.operation());
        if (handler == null) {
            throw RequestFailure.notFound("unsupported operation");
        }
        Response response =
                handler.handle(new Call(request, context, route, match.parameters(), caller));
        if (caller != null && !route.unauthenticated()) {
            tokens.use(transaction, caller.token(), now());
        }
        return response;
    }

    private static void requireAllowed(Request request, Route route, @Nullable Caller caller) {
        if (caller == null) {
            throw RequestFailure.denied();
        }
        var decision =
                caller.acl()
                        .decide(request.operation(), request.path(), ParameterView.none(), null);
        if (!decision.allowed() || route.needsSudo(request.operation()) && !decision.rootPrivs()) {
            throw RequestFailure.denied();
        }
    }

    private @Nullable Caller caller(Transaction transaction, Request request) {
        TokenEntry entry =
                tokens.authenticate(transaction, request.token(), request.remote(), now());
        return entry == null
                ? null
                : new Caller(entry, Namespace.ROOT, entry.policies(), acl(transaction, entry));
    }

    private Acl acl(Transaction transaction, TokenEntry entry) {
        List<Policy> found = new ArrayList<>();
        for (String name : entry.policies()) {
            StoredPolicy policy = policies.find(transaction, Keys.ROOT_NAMESPACE, name);
            if (policy != null) {
                found.add(PolicyParser.parse(name, policy.text()));
            }
        }
        return entry.root() ? Acl.root() : Acl.compile(found, TemplateContext.none(), now());
    }

    private Mount mountAt(String path) {
        Mounted method = methods.get(path);
        if (method != null) {
            return method.mount().withConfig(tuning);
        }
        return new Mount(
                Keys.ROOT_NAMESPACE,
                path,
                "token",
                EngineClass.AUTH,
                "auth_token_1",
                "uuid",
                Keys.TOKEN_ROLES,
                "",
                Map.of(),
                tuning,
                false,
                false,
                false);
    }

    public AuthGrant create(String json, String token) {
        return grant(post("auth/token/create", json, token));
    }

    public static AuthGrant grant(Response response) {
        AuthGrant grant = response.auth();
        if (grant == null) {
            throw new AssertionError("no token in the answer");
        }
        return grant;
    }

    public static ObjectNode data(Response response) {
        ObjectNode data = response.data();
        if (data == null) {
            throw new AssertionError("no data in the answer");
        }
        return data;
    }

    /** Whether the token can be used now. */
    public boolean lives(String token) {
        return node.transact(transaction ->
                tokens.authenticate(transaction, token, new Remote(remote, 1, false), now())
                        != null);
    }

    /**
     * Does all that is due until now, one transaction each, as the scheduler does it; says how much
     * that was.
     */
    public int workOff() {
        int done = 0;
        while (true) {
            List<DueEntry> due =
                    node.transact(transaction -> transaction.due(Instant.EPOCH, now(), 100));
            if (due.isEmpty()) {
                return done;
            }
            for (DueEntry entry : due) {
                node.transact(transaction -> work(transaction, entry));
                done++;
            }
        }
    }

    /** As {@link #workOff}, without what works outside of transactions. */
    public void workOffKnown() {
        List<DueEntry> due =
                node.transact(transaction -> transaction.due(Instant.EPOCH, now(), 10_000));
        for (DueEntry entry : due) {
            if (works.containsKey(entry.kind())) {
                node.transact(transaction -> work(transaction, entry));
            }
        }
    }

    private DueEntry work(Transaction transaction, DueEntry entry) {
        DueWork work = works.get(entry.kind());
        if (work == null) {
            throw new AssertionError("work of another kind");
        }
        work.due(transaction, entry);
        transaction.deleteDue(entry.at(), entry.kind(), entry.namespace(), entry.id());
        return entry;
    }

    /** Keys that tokens and what belongs to them take up. */
    public int stored() {
        return node.store().size(Keys.TOKENS)
                + node.store().size(Keys.TOKEN_ACCESSORS)
                + node.store().size(Keys.TOKEN_CHILDREN)
                + node.store().size(Keys.CUBBYHOLE)
                + node.store().size(Keys.DUE_INDEX);
    }

    @Override
    public void close() {
        node.close();
    }
}
