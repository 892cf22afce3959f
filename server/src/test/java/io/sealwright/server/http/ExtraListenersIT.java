package io.sealwright.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealwright.server.http.RawClient.Reply;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Listeners beside the main one, of which that of the AWS APIs is the first. */
@Timeout(120)
class ExtraListenersIT {
    private static final String[] UNSIGNED = {"X-Amz-Target: secretsmanager.GetSecretValue"};

    private static TestServer server;
    private static int extra;

    @BeforeAll
    static void start() {
        server =
                TestServer.echoing(
                        Map.of(
                                "sealwright.listener.aws.address",
                                "127.0.0.1:0",
                                "sealwright.limits.header-fields",
                                "20"));
        extra = server.port(ExtraListener.AWS);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void itServesItsApiAlone() throws IOException {
        assertThat(extra).isNotEqualTo(server.port());
        Reply reply = RawClient.ask(extra, "POST", "/", "{}", UNSIGNED);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(server.seen().getLast().path()).isEqualTo("data/");

        int before = server.seen().size();
        for (String target : new String[] {"/v1/a", "/v1/sys/health", "/", "/ui"}) {
            Reply refused = RawClient.get(extra, target);
            assertThat(refused.status()).isEqualTo(404);
            assertThat(refused.body()).contains("sealwright.listener.address");
        }
        assertThat(server.seen()).hasSize(before);
    }

    @Test
    void theMainOneServesTheApiToo() throws IOException {
        assertThat(RawClient.ask(server.port(), "POST", "/", "{}", UNSIGNED).status())
                .isEqualTo(200);
        assertThat(RawClient.get(server.port(), "/v1/a").status()).isEqualTo(200);
    }

    @Test
    void theLimitsHoldThereToo() throws IOException {
        String[] headers = new String[30];
        for (int i = 0; i < headers.length; i++) {
            headers[i] = "X-H" + i + ": 1";
        }
        headers[0] = UNSIGNED[0];
        assertThat(RawClient.ask(extra, "POST", "/", "{}", headers).status()).isEqualTo(431);
        assertThat(
                        RawClient.ask(
                                        extra,
                                        "POST",
                                        "/",
                                        "{}",
                                        UNSIGNED[0],
                                        "X: " + "a".repeat(40_000))
                                .status())
                .isEqualTo(431);
    }
}
