package io.sealwright.server.usage;

import static io.sealwright.server.testing.WholeNode.failure;
import static io.sealwright.server.testing.WholeNode.ok;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sealwright.policy.Operation;
import io.sealwright.server.config.MetricsSettings;
import io.sealwright.server.config.OtlpSettings;
import io.sealwright.server.config.SecretNames;
import io.sealwright.server.mount.Mounted;
import io.sealwright.server.mount.Mounts;
import io.sealwright.server.namespace.Namespace;
import io.sealwright.server.request.Answer;
import io.sealwright.server.spi.Failure;
import io.sealwright.server.spi.Request;
import io.sealwright.server.testing.WholeNode;
import io.sealwright.storage.Deadline;
import io.sealwright.storage.Keys;
import io.sealwright.storage.barrier.Barrier;
import io.sealwright.storage.barrier.TransactionBody;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Who reads what, through the whole program. */
class UsageIT {
    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static WholeNode node;
    private String mount = "";

    @BeforeAll
    static void start() {
        node = WholeNode.shared();
    }

    @BeforeEach
    void mount() {
        mount = "usage" + NUMBERS.incrementAndGet();
        ok(node.post("sys/mounts/" + mount, "{\"type\":\"kv\",\"options\":{\"version\":\"2\"}}"));
    }

    private void write(String name) {
        ok(node.post(mount + "/data/" + name, "{\"data\":{\"a\":1}}"));
    }

    private void read(String name) {
        ok(node.get(mount + "/data/" + name));
    }

    private static JsonNode data(Answer answer) {
        return WholeNode.rendered(Objects.requireNonNull(ok(answer).data()));
    }

    private JsonNode usage(String name) {
        return data(node.get("sys/usage/secrets/" + mount + "/" + name));
    }

    private static Answer ask(String path, String body) {
        return node.handle(node.request(Operation.READ, path, body, WholeNode.ROOT));
    }

    private List<String> unused(String time) {
        String body = "{\"unused_for\":\"" + time + "\",\"after\":\"" + mount + "/\"}";
        return data(ask("sys/usage/secrets", body))
                .get("secrets")
                .valueStream()
                .map(secret -> secret.get("path").stringValue())
                .filter(path -> path.startsWith(mount + "/"))
                .toList();
    }

    /** As the duty does it, at once. */
    private static void merge() {
        UsageDuty duty = node.bean(UsageDuty.class);
        duty.sealing();
        duty.unsealed();
    }

    private Mounted mounted() {
        return Objects.requireNonNull(
                UsageIT.<@Nullable Mounted>transact(transaction ->
                        node.bean(Mounts.class)
                                .table(transaction, Keys.ROOT_NAMESPACE)
                                .at(mount + "/")));
    }

    private static <T extends @Nullable Object> T transact(TransactionBody<T> body) {
        return node.bean(Barrier.class).transact(Deadline.in(Duration.ofSeconds(20)), body);
    }

    @Test
    void readsAreSeenAtOnceAndStillOnceTheyAreMerged() {
        write("a");
        assertThat(usage("a").get("last_read").isNull()).isTrue();
        for (int i = 0; i < 5; i++) {
            read("a");
        }

        assertThat(usage("a").get("reads").longValue()).isEqualTo(5);
        assertThat(usage("a").get("last_read_by").stringValue()).isEqualTo("root");
        merge();
        assertThat(usage("a").get("reads").longValue()).isEqualTo(5);
        read("a");
        JsonNode both = usage("a");
        assertThat(both.get("reads").longValue()).isEqualTo(6);
        assertThat(both.at("/readers/0/identity").stringValue()).isEqualTo("root");
        assertThat(both.at("/readers/0/reads").longValue()).isEqualTo(6);
        assertThat(both.get("reads_by_day").valueStream().mapToLong(JsonNode::longValue).sum())
                .isEqualTo(6);
    }

    @Test
    void aReadIsOneThatWasAnsweredWithTheValue() {
        write("a");
        ok(node.post(mount + "/metadata/a", "{\"max_versions\":3}"));
        ok(node.get(mount + "/metadata/a"));
        ok(node.get(mount + "/subkeys/a"));
        failure(node.get(mount + "/data/missing"));
        ok(ask(mount + "/data/a", "{\"after_version\":1}"));
        ok(node.handle(node.request(Operation.LIST, mount + "/metadata", "{}", WholeNode.ROOT)));
        String token = node.token("usage-none", "path \"x\" { capabilities = [\"read\"] }", "");
        failure(node.handle(node.request(Operation.READ, mount + "/data/a", "{}", token)));

        assertThat(usage("a").get("reads").longValue()).isZero();
    }

    @Test
    void unusedNamesWhatNobodyHasRead() {
        for (int i = 0; i < 5; i++) {
            write("s" + i);
        }
        pass(Duration.ofMillis(3));
        read("s1");
        read("s3");
        assertThat(unused("1h")).as("all are new").isEmpty();
        assertThat(unused("0")).hasSize(5);
        Instant read = Instant.parse(usage("s1").get("last_read").stringValue());
        assertThat(
                        search(read.minusMillis(1), mount + "/", 10).secrets().stream()
                                .map(Usage.Secret::path)
                                .filter(path -> path.startsWith(mount)))
                .containsExactly(mount + "/s0", mount + "/s2", mount + "/s4");
    }

    /** Times are kept in milliseconds. */
    private static void pass(Duration time) {
        Instant until = Instant.now().plus(time);
        while (Instant.now().isBefore(until)) {
            Thread.onSpinWait();
        }
    }

    private static Usage.Page search(Instant before, String after, int limit) {
        return transact(transaction ->
                node.bean(Usage.class)
                        .unused(
                                transaction,
                                Keys.ROOT_NAMESPACE,
                                before,
                                after,
                                limit,
                                Instant.now()));
    }

    @Test
    void pagesGoOnWhereTheOneBeforeEnded() {
        for (int i = 0; i < 5; i++) {
            write("p/s" + i);
        }
        String after = mount + "/";
        List<String> found = new ArrayList<>();
        for (int page = 0; page < 3; page++) {
            Usage.Page one = search(Instant.MAX, after, 2);
            one.secrets().forEach(secret -> found.add(secret.path()));
            after = one.next();
        }
        assertThat(found.stream().filter(path -> path.startsWith(mount)))
                .containsExactly(
                        mount + "/p/s0",
                        mount + "/p/s1",
                        mount + "/p/s2",
                        mount + "/p/s3",
                        mount + "/p/s4");
    }

    @Test
    void aSecretThatIsMadeAgainHasNotBeenRead() {
        write("a");
        read("a");
        merge();
        ok(
                node.handle(
                        node.request(
                                Operation.DELETE, mount + "/metadata/a", "{}", WholeNode.ROOT)));

        assertThat(failure(node.get("sys/usage/secrets/" + mount + "/a")))
                .isInstanceOf(Failure.NotFound.class);
        assertThat(unused("0")).isEmpty();
        write("a");
        assertThat(usage("a").get("reads").longValue()).isZero();
    }

    @Test
    void soDoesAValueOfVersion1() {
        String plain = mount + "one";
        ok(node.post("sys/mounts/" + plain, "{\"type\":\"kv\"}"));
        ok(node.post(plain + "/a", "{\"v\":\"1\"}"));
        ok(node.get(plain + "/a"));
        merge();
        String path = "sys/usage/secrets/" + plain + "/a";
        assertThat(data(node.get(path)).get("reads").longValue()).isEqualTo(1);
        ok(node.post(plain + "/a", "{\"v\":\"2\"}"));
        assertThat(data(node.get(path)).get("reads").longValue()).isEqualTo(1);
        ok(node.handle(node.request(Operation.DELETE, plain + "/a", "{}", WholeNode.ROOT)));
        ok(node.post(plain + "/a", "{\"v\":\"3\"}"));
        assertThat(data(node.get(path)).get("reads").longValue()).isZero();
    }

    private Portion portion(long number, String secret, long times) {
        MountPlace at = MountPlace.of(Namespace.ROOT, mounted().mount());
        return new Portion(
                number,
                Map.of(
                        new Target.OfSecret(0, at.space(), secret),
                        List.of(new Portion.Added(at, "somebody", 20_000, new Counted(times, 1)))));
    }

    private static Merge anotherNode(String name, long process) {
        return new Merge(
                node.bean(SecretUses.class),
                node.bean(Mounts.class),
                node.beans(UsedSecrets.class),
                name,
                process);
    }

    private static void add(Merge merge, Portion portion) {
        transact(transaction -> {
            merge.add(transaction, portion, Instant.now());
            return portion;
        });
    }

    @Test
    void aPortionIsAddedOnceHoweverOftenItIsTried() {
        write("a");
        Merge one = anotherNode("once", 1);
        Merge two = anotherNode("twice", 1);
        add(one, portion(1, "a", 3));
        add(one, portion(1, "a", 3));
        add(two, portion(1, "a", 10));
        add(one, portion(2, "a", 4));
        assertThat(usage("a").get("reads").longValue()).isEqualTo(17);

        add(anotherNode("once", 2), portion(1, "a", 100));
        assertThat(usage("a").get("reads").longValue()).as("it was started anew").isEqualTo(117);
    }

    @Test
    void aPortionOfWhatIsGoneLeavesNothing() {
        write("a");
        read("a");
        Portion late = portion(1, "gone", 3);
        add(anotherNode("late", 1), late);
        write("gone");
        assertThat(usage("gone").get("reads").longValue()).isZero();

        Portion ofMount = portion(2, "a", 3);
        ok(
                node.handle(
                        node.request(
                                Operation.DELETE, "sys/mounts/" + mount, "{}", WholeNode.ROOT)));
        add(anotherNode("late", 1), ofMount);
        Target target = ofMount.added().keySet().iterator().next();
        Use left =
                UsageIT.<@Nullable Use>transact(
                        transaction -> node.bean(SecretUses.class).look(transaction, target));
        assertThat(left).isNull();
    }

    @Test
    void identitiesHaveReadWhatTheyRead() {
        write("a");
        write("b");
        String token =
                node.token(
                        "usage-reader",
                        "path \"" + mount + "/data/*\" { capabilities = [\"read\"] }",
                        ",\"display_name\":\"" + mount + "\"");
        ok(node.handle(node.request(Operation.READ, mount + "/data/a", "{}", token)));
        ok(node.handle(node.request(Operation.READ, mount + "/data/b", "{}", token)));
        merge();
        ok(node.handle(node.request(Operation.READ, mount + "/data/b", "{}", token)));

        JsonNode who = data(node.get("sys/usage/identities/token-" + mount));
        assertThat(who.get("reads").longValue()).isEqualTo(3);
        assertThat(who.get("last_read_path").stringValue()).isEqualTo(mount + "/b");
        assertThat(who.get("secrets").valueStream().map(one -> one.get("path").stringValue()))
                .containsExactlyInAnyOrder(mount + "/a", mount + "/b");
        assertThat(failure(node.get("sys/usage/identities/nobody-at-all")))
                .isInstanceOf(Failure.NotFound.class);
        assertThat(usage("b").get("last_read_by").stringValue()).isEqualTo("token-" + mount);
    }

    @Test
    void aNamespaceSeesItsOwn() {
        String space = "usage-ns" + NUMBERS.incrementAndGet();
        ok(node.post("sys/namespaces/" + space, "{}"));
        ok(node.handle(within(space, Operation.UPDATE, "sys/mounts/kv", "{\"type\":\"kv\"}")));
        ok(node.handle(within(space, Operation.UPDATE, "kv/a", "{\"v\":\"1\"}")));
        ok(node.handle(within(space, Operation.READ, "kv/a", "{}")));

        JsonNode seen = data(node.handle(within(space, Operation.READ, "sys/usage/secrets", "{}")));
        assertThat(seen.get("secrets").valueStream().map(one -> one.get("path").stringValue()))
                .containsExactly("kv/a");
        assertThat(seen.at("/secrets/0/reads").longValue()).isEqualTo(1);
        assertThat(unused("0")).isEmpty();
        assertThat(
                        data(node.handle(
                                        within(
                                                space,
                                                Operation.READ,
                                                "sys/usage/identities/root",
                                                "{}")))
                                .get("reads")
                                .longValue())
                .isEqualTo(1);
    }

    private static Request within(String namespace, Operation operation, String path, String body) {
        return node.inNamespace(node.request(operation, path, body, WholeNode.ROOT), namespace);
    }

    @Test
    void itNeedsItsPolicy() {
        String token = node.token("usage-kv", "path \"usage*\" { capabilities = [\"read\"] }", "");
        for (String path : List.of("secrets", "secrets/x/y", "identities/z")) {
            assertThat(
                            failure(
                                    node.handle(
                                            node.request(
                                                    Operation.READ,
                                                    "sys/usage/" + path,
                                                    "{}",
                                                    token))))
                    .isInstanceOf(Failure.PermissionDenied.class);
        }
    }

    @Test
    void refusalsAreCountedByReason() {
        String token =
                node.token(
                        "usage-refused",
                        "path \"x\" { capabilities = [\"read\"] }",
                        ",\"display_name\":\"" + mount + "\"");
        SimpleMeterRegistry registry =
                counted(() -> {
                    failure(node.handle(node.request(Operation.READ, secret(), "{}", token)));
                    failure(node.handle(node.request(Operation.READ, secret(), "{}", "")));
                    failure(node.handle(node.request(Operation.READ, secret(), "{}", "hvs.no")));
                });

        for (String reason : List.of("policy", "no_token", "bad_token")) {
            assertThat(registry.get("sealwright.refusals").tag("reason", reason).counter().count())
                    .as(reason)
                    .isEqualTo(1);
        }
        assertThat(refused(registry, "token-" + mount)).startsWith("#").hasSize(13);
        assertThat(refused(registry, "-")).as("what strangers ask for").isEqualTo("-");
    }

    private String secret() {
        return mount + "/data/a";
    }

    /** What a label says about the path that an identity was refused. */
    private String refused(SimpleMeterRegistry registry, String identity) {
        return registry
                .get("sealwright.refused.requests")
                .tags("identity", identity, "mount", mount + "/")
                .functionCounters()
                .iterator()
                .next()
                .getId()
                .getTags()
                .stream()
                .filter(tag -> tag.getKey().equals("path"))
                .findFirst()
                .orElseThrow()
                .getValue();
    }

    /** The meters of what was answered meanwhile. */
    private static SimpleMeterRegistry counted(Runnable requests) {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        Accesses accesses = node.bean(Accesses.class);
        UsageDuty duty = node.bean(UsageDuty.class);
        OtlpSettings off = new OtlpSettings("", Duration.ofMinutes(1), List.of(), "s");
        duty.sealing();
        try {
            UsageMeters meters =
                    new UsageMeters(
                            registry,
                            new MetricsSettings(50, SecretNames.HASHED, off),
                            node.bean(SecretLabels.class),
                            accesses);
            requests.run();
            meters.refused(accesses.refusals().drain());
            meters.accessed(accesses.accesses().copy());
        } finally {
            duty.unsealed();
        }
        return registry;
    }

    @Test
    void metricsNameSecretsByAHashThatTheUsageTells() {
        write("a");
        SimpleMeterRegistry registry =
                counted(() -> {
                    read("a");
                    read("a");
                });
        FunctionCounter counter =
                registry.get("sealwright.secret.requests")
                        .tags("mount", mount + "/", "operation", "read")
                        .functionCounter();

        assertThat(counter.count()).isEqualTo(2);
        assertThat(counter.getId().getTag("secret"))
                .isEqualTo(usage("a").get("metric_label").stringValue());
    }

    @Test
    void secretsAreNamedAsTheOperatorWants() {
        assertThat(label(SecretNames.PLAIN)).isEqualTo("a/b");
        assertThat(label(SecretNames.OFF)).isEqualTo("(hidden)");
        assertThat(label(SecretNames.HASHED)).matches("#[0-9a-f]{12}");
    }

    private static String label(SecretNames names) {
        OtlpSettings off = new OtlpSettings("", Duration.ofMinutes(1), List.of(), "s");
        MetricsSettings settings = new MetricsSettings(50, names, off);
        return new SecretLabels(settings, node.bean(Barrier.class)).of("", "kv/", "a/b");
    }
}
