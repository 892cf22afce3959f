package io.sealwright.server.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.sealwright.server.spi.Failure;
import io.sealwright.server.spi.RequestFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.JsonNodeFactory;

class MemberApiTest {
    private HttpServer server = start();
    private volatile int status = 200;
    private volatile byte[] answer = "{}".getBytes(StandardCharsets.UTF_8);

    private static HttpServer start() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeEach
    void serve() {
        server.createContext(
                "/v1/sys/x",
                exchange -> {
                    try (exchange) {
                        exchange.getRequestBody().readAllBytes();
                        exchange.sendResponseHeaders(status, answer.length);
                        exchange.getResponseBody().write(answer);
                    }
                });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private MemberApi api() {
        return new MemberApi("http://127.0.0.1:" + server.getAddress().getPort(), "");
    }

    private Failure failure() {
        try {
            api().post("sys/x", JsonNodeFactory.instance.objectNode());
            throw new AssertionError("no failure");
        } catch (RequestFailure refused) {
            return refused.failure();
        }
    }

    @Test
    void theDataOfTheAnswer() {
        answer = "{\"data\":{\"a\":1}}".getBytes(StandardCharsets.UTF_8);

        assertThat(api().post("sys/x", JsonNodeFactory.instance.objectNode()).path("a").intValue())
                .isEqualTo(1);
    }

    @Test
    void whatIsNoAnswerIsUnavailable() {
        status = 503;
        assertThat(failure()).isInstanceOf(Failure.Unavailable.class);
        status = 200;
        answer = "<html>".getBytes(StandardCharsets.UTF_8);
        assertThat(failure()).isInstanceOf(Failure.Unavailable.class);
        server.stop(0);
        assertThat(failure()).isInstanceOf(Failure.Unavailable.class);
        server = start();
    }

    @Test
    void anAnswerWithoutEndIsNotRead() {
        answer = new byte[5 << 20];

        assertThat(failure()).isInstanceOf(Failure.Unavailable.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "//host/path",
                "ftp://host",
                "http://",
                "file:///etc/passwd",
                "http://a b",
                "://"
            })
    void notAnAddress(String address) {
        assertThatThrownBy(() -> new MemberApi(address, "")).isInstanceOf(RequestFailure.class);
    }

    @Test
    void notACertificate() {
        assertThatThrownBy(() -> new MemberApi("https://127.0.0.1:1", "no pem"))
                .isInstanceOf(RequestFailure.class);
    }
}
