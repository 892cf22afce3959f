package io.sealwright.server.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.sealwright.rotation.Leading;
import io.sealwright.rotation.RotationStep;
import io.sealwright.server.outbound.BodySignature;
import io.sealwright.server.outbound.Outbound;
import io.sealwright.server.testing.Authority;
import io.sealwright.server.testing.FencedStore;
import io.sealwright.server.testing.MemoryNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Webhooks to a real server on loopback, which wants a certificate. */
class WebhookRotatorIT {
    private static final String KEY = "0123456789abcdef0123456789abcdef";
    private static final Authority AUTHORITY = new Authority();

    private final MemoryNode node = new MemoryNode();
    private final FencedStore store = new FencedStore(node.store());
    private final Leading leading = new Leading(store, node.barrier(), store.lead(node.barrier()));
    private final Outbound outbound = new Outbound();
    private final List<String> bodies = Collections.synchronizedList(new ArrayList<>());
    private final List<String> signatures = Collections.synchronizedList(new ArrayList<>());
    private final HttpsServer server = server();
    private volatile int status = 200;
    private volatile String answer = "";

    private static HttpsServer server() {
        try {
            return HttpsServer.create(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @BeforeEach
    void start() {
        server.setHttpsConfigurator(
                new HttpsConfigurator(AUTHORITY.mutual()) {
                    @Override
                    public void configure(HttpsParameters parameters) {
                        SSLParameters wanted = getSSLContext().getDefaultSSLParameters();
                        wanted.setNeedClientAuth(true);
                        parameters.setSSLParameters(wanted);
                    }
                });
        server.createContext("/rotate", this::handle);
        server.start();
    }

    private void handle(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        bodies.add(new String(body, StandardCharsets.UTF_8));
        String time = exchange.getRequestHeaders().getFirst(BodySignature.TIME);
        String expected = "v1=" + BodySignature.of(KEY, time, body);
        signatures.add(
                expected.equals(exchange.getRequestHeaders().getFirst(BodySignature.SIGNATURE))
                        ? time
                        : "wrong");
        byte[] told = answer.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, told.length == 0 ? -1 : told.length);
        exchange.getResponseBody().write(told);
        exchange.close();
    }

    @AfterEach
    void close() {
        server.stop(0);
        outbound.close();
        node.close();
    }

    private StepResult run(RotationStep step, boolean values, List<String> identity)
            throws InterruptedException {
        return run(RotatorDefinition.WEBHOOK, step, values, identity);
    }

    private StepResult run(String type, RotationStep step, boolean values, List<String> identity)
            throws InterruptedException {
        RotatorDefinition definition =
                new RotatorDefinition(
                        "hook",
                        type,
                        false,
                        true,
                        10,
                        null,
                        new WebhookSpec(
                                "https://127.0.0.1:" + server.getAddress().getPort() + "/rotate",
                                KEY,
                                AUTHORITY.pem(),
                                identity.getFirst(),
                                identity.getLast(),
                                values),
                        null);
        StepRequest request =
                new StepRequest(
                        step,
                        "secret/db",
                        "token-1",
                        "{\"password\":\"old\"}".getBytes(StandardCharsets.UTF_8),
                        "{\"password\":\"new\"}".getBytes(StandardCharsets.UTF_8),
                        "{}",
                        "rotation-token-1");
        WebhookRotator webhooks = new WebhookRotator(outbound, node::now);
        Rotator rotator =
                type.equals(RotatorDefinition.LAMBDA) ? new FunctionRotator(webhooks) : webhooks;
        return rotator.run(definition, request, leading);
    }

    private StepResult call(RotationStep step) throws InterruptedException {
        return run(RotatorDefinition.LAMBDA, step, false, AUTHORITY.client());
    }

    @Test
    void aFunctionGetsTheStepAsAwsCallsItAndNoValues() throws Exception {
        answer = "null";
        assertThat(call(RotationStep.FINISH)).isInstanceOf(StepResult.Done.class);
        assertThat(bodies)
                .containsExactly(
                        "{\"Step\":\"finishSecret\",\"SecretId\":\"secret/db\",\"ClientRequestToken\":\"token-1\","
                                + "\"RotationToken\":\"rotation-token-1\"}");
        assertThat(signatures).containsExactly(Long.toString(node.now().getEpochSecond()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "\"done\"", "no JSON at all", "[1]"})
    void whateverAFunctionReturnsIsSuccess(String returned) throws Exception {
        answer = returned;
        assertThat(call(RotationStep.CREATE)).isInstanceOf(StepResult.Done.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"errorMessage\":\"secret\"}",
                "{\"errorType\":\"secret\",\"requestId\":\"\",\"stackTrace\":[]}"
            })
    void whatAFunctionThrowsIsAFailureThatQuotesNothing(String thrown) throws Exception {
        answer = thrown;
        assertThat(call(RotationStep.TEST))
                .isEqualTo(new StepResult.Failed("the function answered with an error"));
    }

    @Test
    void aFunctionIsNotToldToUndo() throws Exception {
        assertThat(call(RotationStep.UNDO)).isInstanceOf(StepResult.Refused.class);
        assertThat(call(RotationStep.VERIFY)).isInstanceOf(StepResult.Refused.class);
        assertThat(bodies).isEmpty();
    }

    @Test
    void itGetsWhatARotationFunctionGetsSigned() throws Exception {
        assertThat(run(RotationStep.SET, false, AUTHORITY.client()))
                .isInstanceOf(StepResult.Done.class);
        assertThat(bodies)
                .containsExactly(
                        "{\"Step\":\"setSecret\",\"SecretId\":\"secret/db\","
                                + "\"ClientRequestToken\":\"token-1\",\"RotationToken\":\"rotation-token-1\"}");
        assertThat(signatures).containsExactly(Long.toString(node.now().getEpochSecond()));
    }

    @Test
    void itGetsTheValuesIfItIsToHaveThem() throws Exception {
        answer = "{\"pending\":{\"user\":\"b\"}}";
        assertThat(run(RotationStep.CREATE, true, AUTHORITY.client()))
                .isInstanceOfSatisfying(
                        StepResult.Done.class,
                        done ->
                                assertThat(new String(done.changes(), StandardCharsets.UTF_8))
                                        .isEqualTo("{\"user\":\"b\"}"));
        assertThat(bodies.getFirst())
                .contains("\"current\":{\"password\":\"old\"},\"pending\":{\"password\":\"new\"}");
    }

    @Test
    void anyOtherStatusIsAFailure() throws Exception {
        status = 500;
        answer = "secret";
        assertThat(run(RotationStep.TEST, false, AUTHORITY.client()))
                .isEqualTo(new StepResult.Failed("it answered status 500"));
    }

    @Test
    void withoutACertificateItDoesNotAnswer() throws Exception {
        assertThat(run(RotationStep.TEST, false, List.of("", "")))
                .isInstanceOf(StepResult.Failed.class);
        assertThat(bodies).isEmpty();
    }
}
