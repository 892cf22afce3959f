package io.sealwright.server.request;

import static io.sealwright.server.testing.WholeNode.failure;
import static io.sealwright.server.testing.WholeNode.ok;
import static org.assertj.core.api.Assertions.assertThat;

import io.sealwright.policy.Operation;
import io.sealwright.server.spi.Failure;
import io.sealwright.server.spi.Request;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.WrapInfo;
import io.sealwright.server.testing.WholeNode;
import io.sealwright.storage.RaftStore;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The way of one request through the whole program. */
class RequestPipelineIT {
    private static WholeNode node;

    @BeforeAll
    static void start() {
        node = WholeNode.shared();
    }

    @AfterEach
    void quiet() {
        node.probe().meanwhile(() -> {});
    }

    private static Request write(String path, String value, String token) {
        return node.request(Operation.UPDATE, path, "{\"value\":\"" + value + "\"}", token);
    }

    private static Request read(String path, String token) {
        return node.request(Operation.READ, path, "{}", token);
    }

    private static ObjectNode data(Answer answer) {
        return Objects.requireNonNull(ok(answer).data());
    }

    private static String stored(String name) {
        Answer answer = node.get("probe/store/" + name);
        return answer instanceof Answer.Success
                ? data(answer).get("value").stringValue()
                : "absent";
    }

    private static List<String> types(Request request) {
        return node.lines(request).stream().map(line -> line.get("type").stringValue()).toList();
    }

    @Test
    void anAnsweredRequestHasOneLineOfEachKind() {
        Request request = write("probe/store/one", "v", WholeNode.ROOT);

        ok(node.handle(request));

        List<JsonNode> lines = node.lines(request);
        assertThat(types(request)).containsExactly("request", "response");
        assertThat(lines.getFirst().at("/request/path").stringValue()).isEqualTo("probe/store/one");
        assertThat(lines.getFirst().at("/request/operation").stringValue()).isEqualTo("create");
        assertThat(lines.getFirst().at("/request/mount_type").stringValue()).isEqualTo("probe");
        assertThat(lines.getFirst().at("/auth/policy_results/allowed").booleanValue()).isTrue();
        assertThat(lines.getFirst().at("/request/client_token").stringValue())
                .startsWith("hmac-sha256:");
    }

    @Test
    void aConflictRunsTheEngineAgainAndIsAuditedOnce() {
        AtomicInteger times = new AtomicInteger();
        node.probe().runs().set(0);
        node.probe()
                .meanwhile(() -> {
                    int time = times.incrementAndGet();
                    if (time <= 3) {
                        ok(
                                node.handle(
                                        write(
                                                "probe/store/contended",
                                                "other" + time,
                                                WholeNode.ROOT)));
                    }
                });
        Request request = write("probe/contended/contended", "mine", WholeNode.ROOT);

        ok(node.handle(request));

        assertThat(node.probe().runs()).hasValue(4);
        assertThat(stored("contended")).isEqualTo("mine");
        assertThat(types(request)).containsExactly("request", "response");
    }

    @Test
    void aDeniedWriteLeavesNothing() {
        String token =
                node.token("reader", "path \"probe/store/*\" { capabilities = [\"read\"] }", "");
        Request request = write("probe/store/denied", "v", token);

        Failure failure = failure(node.handle(request));

        assertThat(failure)
                .isEqualTo(
                        new Failure.PermissionDenied(
                                "1 error occurred:\n\t* permission denied\n\n"));
        assertThat(stored("denied")).isEqualTo("absent");
        assertThat(types(request)).containsExactly("request", "response");
        assertThat(node.lines(request))
                .allSatisfy(line ->
                        assertThat(line.get("error").stringValue()).contains("permission denied"));
        assertThat(node.lines(request))
                .extracting(line -> line.at("/auth/policy_results"))
                .allSatisfy(results -> {
                    assertThat(results.get("allowed").booleanValue()).isFalse();
                    assertThat(results.at("/explain/summary").stringValue())
                            .isEqualTo("deny reader:1");
                });
    }

    @Test
    void aConditionSeesTheRequestAndARefusalSaysWhatBecameOfIt() {
        String token =
                node.token(
                        "conditional",
                        "path \"probe/store/*\" { capabilities = [\"create\", \"update\"]"
                                + " condition = \"request.parameters.value == 'good' && identity.auth_method == 'token'\" }",
                        "");
        ok(node.handle(write("probe/store/good", "good", token)));
        Request refused = write("probe/store/bad", "bad", token);

        assertThat(failure(node.handle(refused))).isInstanceOf(Failure.PermissionDenied.class);

        JsonNode why = node.lines(refused).getFirst().at("/auth/policy_results/explain");
        assertThat(why.get("summary").stringValue()).isEqualTo("deny conditional:1");
        assertThat(why.at("/decided_by/0/condition").stringValue()).isEqualTo("not met");
    }

    @Test
    void sudoIsAskedForBesidesTheCapability() {
        String plain =
                node.token("plain", "path \"probe/guarded/*\" { capabilities = [\"read\"] }", "");
        String sudo =
                node.token(
                        "sudo",
                        "path \"probe/guarded/*\" { capabilities = [\"read\", \"sudo\"] }",
                        "");

        Request refused = read("probe/guarded/x", plain);
        assertThat(failure(node.handle(refused))).isInstanceOf(Failure.PermissionDenied.class);
        assertThat(node.lines(refused).getFirst().at("/auth/policy_results/allowed").booleanValue())
                .isFalse();
        ok(node.handle(read("probe/guarded/x", sudo)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"refuse", "bug", "deep"})
    void whatAFailedEngineHadBufferedIsGone(String route) {
        Request request = write("probe/" + route + "/" + route, "canary-value", WholeNode.ROOT);

        Failure failure = failure(node.handle(request));

        assertThat(stored(route)).isEqualTo("absent");
        assertThat(failure.toString()).doesNotContain("canary-value");
        assertThat(types(request)).containsExactly("request", "response");
        if (!route.equals("refuse")) {
            assertThat(failure).isInstanceOf(Failure.Internal.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"refuse/x", "bug/x", "none/x", "store/x"})
    void everyRequestOfALimitedTokenCostsAUse(String path) {
        String token =
                node.token(
                        "limited-" + path.substring(0, path.indexOf('/')),
                        "path \"probe/*\" { capabilities = [\"read\", \"create\", \"update\"] }",
                        ",\"num_uses\":3");
        node.handle(write("probe/" + path, "v", token));
        assertThat(failure(node.handle(read("auth/token/lookup-self", token))))
                .as("denied, and costs a use")
                .isInstanceOf(Failure.PermissionDenied.class);

        ok(node.handle(read("probe/path/last", token)));

        assertThat(failure(node.handle(read("probe/path/one-too-many", token))))
                .isEqualTo(new Failure.PermissionDenied("permission denied"));
    }

    @Test
    void whatCannotBeAuditedIsNotDone() throws Exception {
        String token =
                node.token(
                        "unaudited",
                        "path \"probe/*\" { capabilities = [\"read\", \"create\", \"update\"] }",
                        ",\"num_uses\":1");
        AuditDevice device = AuditDevice.takeOut(node);
        try {
            assertThat(failure(node.handle(write("probe/store/unaudited", "v", WholeNode.ROOT))))
                    .isInstanceOf(Failure.Unavailable.class);
            assertThat(failure(node.handle(write("probe/store/unaudited", "v", token))))
                    .isInstanceOf(Failure.Unavailable.class);
            assertThat(failure(node.handle(read("probe/path/x", WholeNode.ROOT))))
                    .isInstanceOf(Failure.Unavailable.class);
            assertThat(node.auditing().healthy()).isFalse();
        } finally {
            device.putBack();
        }
        assertThat(stored("unaudited")).isEqualTo("absent");
        ok(node.handle(write("probe/store/audited", "v", token)));
    }

    @Test
    void theRequestLineIsInTheFileBeforeTheWriteIsApplied() {
        Request request = write("probe/store/before", "v", WholeNode.ROOT);
        AtomicBoolean armed = new AtomicBoolean(true);
        AtomicBoolean there = new AtomicBoolean();
        node.bean(RaftStore.class)
                .onApplied((index, spaces) -> {
                    if (armed.get() && !there.get()) {
                        there.set(fileHolds(request.id().toString()));
                    }
                });
        node.probe().meanwhile(() -> {});

        ok(node.handle(request));

        armed.set(false);
        assertThat(there).isTrue();
    }

    private static boolean fileHolds(String id) {
        try {
            return Files.readString(node.auditFile()).contains(id);
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void anyAnswerWithContentCanBeWrapped() {
        Request request =
                node.wrapped(read("probe/path/to/wrap", WholeNode.ROOT), Duration.ofMinutes(5));

        Response response = ok(node.handle(request));

        WrapInfo info = Objects.requireNonNull(response.wrapInfo());
        assertThat(response.data()).isNull();
        assertThat(info.creationPath()).isEqualTo("probe/path/to/wrap");
        Request unwrap = node.request(Operation.UPDATE, "sys/wrapping/unwrap", "{}", info.token());
        assertThat(WholeNode.rendered(data(node.handle(unwrap))).get("rest").stringValue())
                .isEqualTo("to/wrap");
        assertThat(failure(node.handle(unwrap))).isInstanceOf(Failure.class);
        assertThat(node.lines(request).toString()).doesNotContain(info.token());
    }

    @Test
    void anAnswerWithoutContentIsNotWrapped() {
        Request request =
                node.wrapped(
                        write("probe/store/unwrapped", "v", WholeNode.ROOT), Duration.ofMinutes(5));

        Response response = ok(node.handle(request));

        assertThat(response.wrapInfo()).isNull();
        assertThat(response.status()).isEqualTo(204);
        assertThat(stored("unwrapped")).isEqualTo("v");
    }

    @Test
    void theFirstWriteIsACreateAndTheNextAnUpdate() {
        String create =
                node.token("creator", "path \"probe/store/*\" { capabilities = [\"create\"] }", "");
        String update =
                node.token("updater", "path \"probe/store/*\" { capabilities = [\"update\"] }", "");

        assertThat(failure(node.handle(write("probe/store/kind", "v", update))))
                .isInstanceOf(Failure.PermissionDenied.class);
        Request first = write("probe/store/kind", "v", create);
        ok(node.handle(first));
        assertThat(failure(node.handle(write("probe/store/kind", "w", create))))
                .isInstanceOf(Failure.PermissionDenied.class);
        Request second = write("probe/store/kind", "w", update);
        ok(node.handle(second));

        assertThat(node.lines(first).getLast().at("/request/operation").stringValue())
                .isEqualTo("create");
        assertThat(node.lines(second).getLast().at("/request/operation").stringValue())
                .isEqualTo("update");
    }

    @ParameterizedTest
    @ValueSource(strings = {"probe/store/wide/narrow", "probe/store/wide/narrow/"})
    void aListingDoesNotEscapeANarrowerDeny(String path) {
        String token =
                node.token(
                        "lister",
                        """
                        path "probe/store/wide/*" { capabilities = ["list"] }
                        path "probe/store/wide/narrow" { capabilities = ["deny"] }
                        """,
                        "");

        assertThat(failure(node.handle(node.request(Operation.LIST, path, "{}", token))))
                .isInstanceOf(Failure.PermissionDenied.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"probe/store/folder", "probe/store/folder/"})
    void aListingIsAuthorizedAndExecutedWithItsSlash(String path) {
        ok(node.handle(write("probe/store/folder/a", "v", WholeNode.ROOT)));
        String token =
                node.token(
                        "folder", "path \"probe/store/folder/\" { capabilities = [\"list\"] }", "");

        Request request = node.request(Operation.LIST, path, "{}", token);

        assertThat(data(node.handle(request)).get("keys").toString()).isEqualTo("[\"a\"]");
        assertThat(node.lines(request).getFirst().at("/request/path").stringValue())
                .isEqualTo("probe/store/folder/");
    }

    @Test
    void aRouteWithoutASlashCanBeListed() {
        Request request = node.request(Operation.LIST, "probe/names", "{}", WholeNode.ROOT);

        assertThat(data(node.handle(request)).get("path").stringValue()).isEqualTo("probe/names/");
    }

    @Test
    void nothingIsWrittenToAFolder() {
        assertThat(failure(node.handle(write("probe/store/folder/", "v", WholeNode.ROOT))))
                .isEqualTo(
                        new Failure.InvalidRequest(
                                List.of("cannot write to a path ending in '/'")));
    }

    @Test
    void unknownParametersAreNamedWhereThereIsABody() {
        Response read =
                ok(
                        node.handle(
                                node.request(
                                        Operation.UPDATE,
                                        "probe/path/x",
                                        "{\"zeta\":\"value\",\"alpha\":1,\"rest\":\"known\"}",
                                        WholeNode.ROOT)));
        Response written =
                ok(
                        node.handle(
                                node.request(
                                        Operation.UPDATE,
                                        "probe/store/x",
                                        "{\"value\":\"v\",\"zeta\":1}",
                                        WholeNode.ROOT)));

        assertThat(read.warnings())
                .containsExactly("Endpoint ignored these unrecognized parameters: [alpha zeta]");
        assertThat(written.status()).isEqualTo(204);
        assertThat(written.warnings()).isEmpty();
    }

    /** Hardening 1. The seed is the test's name. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void thePathAuthorizedIsThePathExecuted(long seed) {
        String token =
                node.token(
                        "paths", "path \"probe/path/allowed/*\" { capabilities = [\"read\"] }", "");
        Random random = new Random(seed);
        List<String> parts =
                List.of(
                        "allowed", "..", ".", "secret", "%2e", "%2F", "a b", "*", "+", ";", "é",
                        "A");
        for (int i = 0; i < 300; i++) {
            StringBuilder path = new StringBuilder("probe/path");
            int segments = 1 + random.nextInt(4);
            for (int s = 0; s < segments; s++) {
                path.append('/').append(parts.get(random.nextInt(parts.size())));
            }
            Answer answer = node.handle(read(path.toString(), token));
            if (answer instanceof Answer.Success) {
                String executed = data(answer).get("rest").stringValue();
                assertThat("probe/path/" + executed).isEqualTo(path.toString());
                assertThat(executed).startsWith("allowed/");
            } else {
                assertThat(path.toString()).doesNotStartWith("probe/path/allowed/");
            }
        }
    }

    @Test
    void withoutAValidTokenThereIsOneAnswer() {
        for (String token : List.of("", "bad", "hvs.000000000000000000000000")) {
            for (String path : List.of("probe/store/x", "none/x", "sys/none", "probe/none")) {
                Request request = read(path, token);
                assertThat(failure(node.handle(request)))
                        .isEqualTo(new Failure.PermissionDenied("permission denied"));
                assertThat(types(request)).containsExactly("request", "response");
            }
        }
    }

    @Test
    void aRouteWithoutATokenIsAuditedAsWell() {
        Request request = read("probe/open", "");

        ok(node.handle(request));

        assertThat(types(request)).containsExactly("request", "response");
    }

    @Test
    void anotherNamespaceDoesNotExist() {
        Request request = node.inNamespace(read("probe/open", ""), "team");

        assertThat(failure(node.handle(request)))
                .isEqualTo(new Failure.NotFound(List.of("namespace not found"), null));
        assertThat(types(request)).containsExactly("request", "response");
    }

    @Test
    void unknownPlacesAnswerAsThePeerDoes() {
        assertThat(failure(node.get("none/x")))
                .isEqualTo(
                        new Failure.NotFound(
                                List.of("no handler for route \"none/x\". route entry not found."),
                                null));
        assertThat(failure(node.get("probe/none/x")))
                .isEqualTo(
                        new Failure.NotFound(
                                List.of("1 error occurred:\n\t* unsupported path\n\n"), null));
        assertThat(failure(node.get("probe/refuse/x")))
                .isInstanceOf(Failure.UnsupportedOperation.class);
    }

    @Test
    void helpIsForEveryTokenButForNoOneWithout() {
        String token = node.token("nothing", "path \"x\" { capabilities = [\"read\"] }", "");
        Request help = node.request(Operation.HELP, "probe/store/x", "{}", token);

        ObjectNode data = data(node.handle(help));

        assertThat(data.get("help").stringValue())
                .contains("Request:        store/x", "value (string)");
        assertThat(data.at("/openapi/paths").propertyNames()).containsExactly("/store/{name}");
        assertThat(data.get("see_also").isNull()).isTrue();
        assertThat(failure(node.handle(node.request(Operation.HELP, "probe/store/x", "{}", ""))))
                .isInstanceOf(Failure.PermissionDenied.class);
        assertThat(failure(node.handle(node.request(Operation.HELP, "probe/none", "{}", token))))
                .isInstanceOf(Failure.NotFound.class);
        assertThat(
                        data(node.handle(node.request(Operation.HELP, "probe", "{}", token)))
                                .at("/openapi/paths")
                                .propertyNames())
                .contains("/store/{name}", "/open");
    }
}
