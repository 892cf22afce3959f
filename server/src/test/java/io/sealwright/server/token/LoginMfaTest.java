package io.sealwright.server.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.policy.Operation;
import io.sealwright.server.auth.approle.ApproleParts;
import io.sealwright.server.identity.mfa.MfaParts;
import io.sealwright.server.spi.AuthGrant;
import io.sealwright.server.spi.Failure;
import io.sealwright.server.spi.MfaRequirement;
import io.sealwright.server.spi.Mount;
import io.sealwright.server.spi.Request;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import io.sealwright.storage.Keys;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class LoginMfaTest {
    private static final Failure DENIED = new Failure.PermissionDenied("permission denied");

    private static final String INCORRECT = "MFA credentials not supplied or incorrect";

    private final TokenDesk desk = new TokenDesk();
    private String entity = "";
    private String method = "";

    /** The role has logged in once before anything was asked of it. */
    @BeforeEach
    void enforce() {
        Mount _ = desk.enable("auth/approle/", ApproleParts.of(desk));
        desk.post(
                "auth/approle/role/r",
                "{\"role_id\":\"r\",\"bind_secret_id\":false,\"token_policies\":\"p\",\"token_bound_cidrs\":\"127.0.0.1\"}",
                "root");
        entity = TokenDesk.grant(login()).entityId();
        method = method("first");
        enforce("e1", method);
        enrol(method);
    }

    @AfterEach
    void close() {
        desk.close();
    }

    private String method(String name) {
        return desk.node().transact(transaction -> desk.mfa().method(transaction, name));
    }

    private void enforce(String name, String... methods) {
        desk.node()
                .transact(transaction -> {
                    desk.mfa().enforce(transaction, name, List.of(methods), "approle");
                    return name;
                });
    }

    private void enrol(String id) {
        desk.node()
                .transact(transaction -> {
                    desk.mfa().enrol(transaction, entity, id);
                    return id;
                });
    }

    private boolean enrolled(String id) {
        return desk.node().transact(transaction -> desk.mfa().enrolled(transaction, entity, id));
    }

    private Response login() {
        return desk.post("auth/approle/login", "{\"role_id\":\"r\"}", "");
    }

    private Response login(String... headers) {
        Request plain =
                desk.request(
                        Operation.UPDATE,
                        "auth/approle/login",
                        "{\"role_id\":\"r\"}",
                        "",
                        Duration.ZERO);
        return desk.send(
                new Request(
                        plain.id(),
                        plain.operation(),
                        plain.namespace(),
                        plain.path(),
                        plain.body(),
                        plain.token(),
                        plain.wrapTtl(),
                        plain.remote(),
                        Map.of("x-vault-mfa", List.of(headers)),
                        plain.time(),
                        plain.deadline()));
    }

    private MfaRequirement begun() {
        return required(login());
    }

    private static MfaRequirement required(Response answer) {
        MfaRequirement requirement = answer.mfa();
        if (requirement == null) {
            throw new AssertionError("nothing is asked for");
        }
        return requirement;
    }

    private Response confirm(String id, String... methodsAndCodes) {
        StringBuilder payload = new StringBuilder();
        for (int i = 0; i < methodsAndCodes.length; i += 2) {
            payload.append(i == 0 ? "" : ",")
                    .append(
                            "\"%s\":[\"%s\"]"
                                    .formatted(methodsAndCodes[i], methodsAndCodes[i + 1]));
        }
        return desk.post(
                "sys/mfa/validate",
                "{\"mfa_request_id\":\"%s\",\"mfa_payload\":{%s}}".formatted(id, payload),
                "");
    }

    private String code(int periods) {
        return MfaParts.code(desk.now(), periods);
    }

    /** A code that none of the periods around now has. */
    private String wrong() {
        Set<String> right = new HashSet<>(List.of(code(-1), code(0), code(1)));
        for (int i = 0; ; i++) {
            String code = "%06d".formatted(i);
            if (!right.contains(code)) {
                return code;
            }
        }
    }

    private static void refused(ThrowingCallable call, String message) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        RequestFailure.class,
                        e -> assertThat(e.failure().toString()).contains(message));
    }

    private static void denied(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        RequestFailure.class, e -> assertThat(e.failure()).isEqualTo(DENIED));
    }

    private int pending() {
        return desk.node().store().size(Keys.PENDING_LOGINS);
    }

    @Test
    void aLoginIsConfirmedByASecondRequest() {
        int before = desk.stored();
        Response answer = login();
        MfaRequirement requirement = required(answer);

        assertThat(answer.auth()).isNull();
        assertThat(answer.warnings()).hasSize(1);
        assertThat(requirement.entityId()).isEqualTo(entity);
        assertThat(requirement.constraints())
                .containsExactly(
                        Map.entry(
                                "e1",
                                List.of(new MfaRequirement.Method("totp", method, true, "first"))));
        assertThat(desk.stored()).as("no token, one due entry").isEqualTo(before + 1);
        AuthGrant grant = TokenDesk.grant(confirm(requirement.requestId(), method, code(0)));
        assertThat(grant.entityId()).isEqualTo(entity);
        assertThat(grant.policies()).containsExactly("default", "p");
        assertThat(desk.lives(grant.clientToken())).isTrue();
        assertThat(pending()).isZero();
        refused(() -> confirm(requirement.requestId(), method, code(1)), "invalid request ID");
    }

    @Test
    void aLoginIsConfirmedByItsHeaders() {
        assertThat(TokenDesk.grant(login(method + ":" + code(-1))).entityId()).isEqualTo(entity);
        assertThat(TokenDesk.grant(login("first:" + code(0))).entityId()).isEqualTo(entity);
        denied(() -> login("first:" + code(0)));
        denied(() -> login("first"));
        denied(() -> login("other:" + code(1)));
        denied(() -> login("first:" + wrong()));
        assertThat(TokenDesk.grant(login("first:passcode=" + code(1))).policies())
                .containsExactly("default", "p");
        assertThat(pending()).isZero();
    }

    @Test
    void aCodeIsTakenOnceAndNoOlderOneAfterIt() {
        confirm(begun().requestId(), method, code(0));
        String next = begun().requestId();

        refused(() -> confirm(next, method, code(0)), INCORRECT);
        refused(() -> confirm(next, method, code(-1)), INCORRECT);
        confirm(next, method, code(1));
        refused(() -> confirm(begun().requestId(), method, " " + code(1) + " "), INCORRECT);
    }

    @Test
    void codesOfOtherPeriodsAreWrong() {
        String id = begun().requestId();

        refused(() -> confirm(id, method, code(-2)), INCORRECT);
        refused(() -> confirm(id, method, code(2)), INCORRECT);
        confirm(id, method, code(-1));
    }

    @Test
    void wrongCodesLockTheSecretWhicheverRequestTheyComeBy() {
        refused(() -> confirm(begun().requestId(), method, wrong()), INCORRECT);
        denied(() -> login("first:" + wrong()));
        refused(() -> confirm(begun().requestId(), method, wrong()), INCORRECT);

        String id = begun().requestId();
        refused(() -> confirm(id, method, code(0)), "maximum TOTP validation attempts 4 exceeded");
        denied(() -> login("first:" + code(0)));
        desk.node().pass(Duration.ofMinutes(15).minusMillis(1));
        denied(() -> login("first:" + code(0)));
        desk.node().pass(Duration.ofMillis(1));
        TokenDesk.grant(login("first:" + code(0)));
    }

    @Test
    void aRightCodeForgetsTheWrongOnes() {
        for (int i = 0; i < 4; i++) {
            denied(() -> login("first:" + wrong()));
            denied(() -> login("first:" + wrong()));
            TokenDesk.grant(login("first:" + code(0)));
            desk.node().pass(Duration.ofSeconds(30));
        }
    }

    @Test
    void aLoginIsGoneAfterTooManyFailures() {
        String id = begun().requestId();
        for (int i = 0; i < PendingLogins.MAX_FAILURES; i++) {
            refused(() -> confirm(id, "other", "1"), "failed to satisfy enforcement e1");
        }

        refused(() -> confirm(id, method, code(0)), "invalid request ID");
        assertThat(pending()).isZero();
    }

    @Test
    void aLoginIsGoneAfterFiveMinutes() {
        int before = desk.stored();
        String id = begun().requestId();
        desk.node().pass(Duration.ofMinutes(5).minusMillis(1));
        refused(() -> confirm(id, method, wrong()), INCORRECT);
        desk.node().pass(Duration.ofMillis(1));
        refused(() -> confirm(id, method, code(0)), "invalid request ID");
        desk.workOff();

        assertThat(pending()).isZero();
        assertThat(desk.stored()).isEqualTo(before);
    }

    @Test
    void theOldestOfTooManyLoginsMakesRoom() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i <= PendingLogins.MAX_OF_ENTITY; i++) {
            ids.add(begun().requestId());
            desk.node().pass(Duration.ofMillis(1));
        }

        assertThat(pending()).isEqualTo(2 * PendingLogins.MAX_OF_ENTITY);
        refused(() -> confirm(ids.getFirst(), method, code(0)), "invalid request ID");
        confirm(ids.get(1), method, code(0));
        confirm(ids.getLast(), method, code(1));
    }

    /** What lies in the store tells neither the id, nor who it is, nor holds a token. */
    @Test
    void idsAreStoredNowhere() {
        String id = begun().requestId();

        desk.node()
                .store()
                .contents()
                .forEach((key, entry) -> {
                    assertThat(new String(key.bytes(), StandardCharsets.ISO_8859_1))
                            .doesNotContain(id);
                    assertThat(new String(entry.value(), StandardCharsets.ISO_8859_1))
                            .doesNotContain(id);
                });
    }

    @Test
    void allEnforcementsHaveToBeSatisfiedByOneMethodEach() {
        String second = method("second");
        String third = method("third");
        enforce("e2", second, third);
        enforce("e3", method);
        enrol(third);
        String id = begun().requestId();

        assertThat(begun().constraints().keySet()).containsExactly("e1", "e2", "e3");
        refused(() -> confirm(id, method, code(0)), "failed to satisfy enforcement e2");
        refused(() -> confirm(id, third, code(0)), "failed to satisfy enforcement e1");
        refused(
                () -> confirm(id, method, code(0), second, code(0)),
                "failed to satisfy enforcement e2");
        TokenDesk.grant(confirm(id, method, code(0), second, code(0), third, code(0)));
    }

    @Test
    void aWrongCodeBesideARightOneCounts() {
        String second = method("second");
        enrol(second);
        enforce("e1", method, second);
        for (int i = 0; i < 3; i++) {
            TokenDesk.grant(login("first:" + wrong(), "second:" + code(0)));
            desk.node().pass(Duration.ofSeconds(30));
        }

        denied(() -> login("first:" + code(0)));
    }

    @Test
    void whoHasNoSecretCannotLogIn() {
        desk.post(
                "auth/approle/role/s",
                "{\"role_id\":\"s\",\"bind_secret_id\":false,\"token_bound_cidrs\":\"127.0.0.1\"}",
                "root");
        MfaRequirement requirement =
                required(desk.post("auth/approle/login", "{\"role_id\":\"s\"}", ""));

        refused(() -> confirm(requirement.requestId(), method, code(0)), "not present in entity");
    }

    @Test
    void nobodyCannotBeAskedAndIsRefused() {
        LoginTokens logins = desk.logins();
        desk.mount(
                "auth/nobody/",
                List.of(
                        Route.at("login", "Logs nobody in.")
                                .unauthenticated()
                                .on(
                                        Operation.UPDATE,
                                        call ->
                                                logins.issue(
                                                        call,
                                                        new LoginTokens.Login(
                                                                "",
                                                                "",
                                                                TokenSettings.NONE,
                                                                Map.of(),
                                                                Map.of())))
                                .build()));
        TokenDesk.grant(desk.post("auth/nobody/login", "{}", ""));
        desk.node()
                .transact(transaction -> {
                    desk.mfa().enforce(transaction, "e4", List.of(method), "token");
                    return "e4";
                });

        denied(() -> desk.post("auth/nobody/login", "{}", ""));
    }

    @Test
    void tokensThatTokensMakeAreNoLogins() {
        assertThat(desk.create("{\"policies\":[\"p\"]}", "root").policies()).contains("p");
    }

    @Test
    void aConfirmationMayComeFromWhereLoginsMayAlone() {
        String id = begun().requestId();
        desk.from("10.0.0.1");
        denied(() -> confirm(id, method, code(0)));
        desk.from("127.0.0.1");
        TokenDesk.grant(confirm(id, method, code(0)));
    }

    @Test
    void aLoginDoesNotOutliveItsMount() {
        String id = begun().requestId();
        desk.disable("auth/approle/");

        refused(() -> confirm(id, method, code(0)), "log in again");
    }

    @Test
    void secretsOfADeletedMethodGo() {
        desk.work(desk.mfa().removal(desk::now));
        String second = method("second");
        enrol(second);
        desk.node()
                .transact(transaction -> {
                    desk.mfa().deleteMethod(transaction, second, desk.now());
                    return second;
                });
        assertThat(enrolled(second)).isTrue();
        desk.node().pass(Duration.ofMinutes(1));
        desk.workOff();

        assertThat(enrolled(second)).isFalse();
        assertThat(enrolled(method)).isTrue();
    }

    /** How many of the calls succeed; every other one must have been refused. */
    private static int successes(Callable<?> call) throws InterruptedException {
        int succeeded = 0;
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Future<?>> calls = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                calls.add(threads.submit(call));
            }
            for (Future<?> one : calls) {
                try {
                    one.get();
                    succeeded++;
                } catch (ExecutionException e) {
                    assertThat(e.getCause()).isInstanceOf(RequestFailure.class);
                }
            }
        }
        return succeeded;
    }

    @RepeatedTest(5)
    void ofManyWithOneCodeOneLogsIn() throws InterruptedException {
        String code = code(0);

        assertThat(successes(() -> login("first:" + code))).isEqualTo(1);
    }

    @RepeatedTest(5)
    void oneLoginBecomesOneToken() throws InterruptedException {
        String id = begun().requestId();
        String code = code(0);

        assertThat(successes(() -> confirm(id, method, code))).isEqualTo(1);
    }
}
