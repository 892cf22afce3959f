package io.sealwright.server.auth.userpass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.policy.Operation;
import io.sealwright.server.spi.Failure;
import io.sealwright.server.spi.Request;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.token.TokenDesk;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PasswordHashingTest {
    private final PasswordHashing hashing = new PasswordHashing(new SecureRandom(), 1);
    private final TokenDesk desk = new TokenDesk();

    @AfterEach
    void close() {
        desk.close();
    }

    private Request request() {
        return desk.request(Operation.UPDATE, "auth/userpass/login/a", "", "", Duration.ZERO);
    }

    private static byte[] bytes(String password) {
        return password.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void aPasswordIsWiped() {
        byte[] setting = bytes("password");
        byte[] checking = bytes("password");
        String hash = hashing.hash(request(), setting);

        assertThat(hashing.matches(request(), checking, hash)).isTrue();
        assertThat(hashing.matches(request(), bytes("passwort"), hash)).isFalse();
        assertThat(setting).containsOnly(0);
        assertThat(checking).containsOnly(0);
    }

    @Test
    void nobodyHasThePasswordOfNobody() {
        assertThat(hashing.matches(request(), bytes("password"), PasswordHashing.NOBODYS))
                .isFalse();
        assertThat(PasswordHashing.NOBODYS).hasSize(60);
    }

    @Test
    void aRequestComputesOnceHoweverOftenItsTransactionRuns() {
        Request request = request();
        String first = hashing.hash(request, bytes("password"));

        // A second computation would have another salt.
        assertThat(hashing.hash(request, bytes("password"))).isEqualTo(first);
        assertThat(hashing.hash(request.withPath("other"), bytes("password"))).isEqualTo(first);
        assertThat(hashing.hash(request(), bytes("password"))).isNotEqualTo(first);
        assertThat(hashing.matches(request, bytes("password"), first)).isTrue();
    }

    @Test
    void moreThanTheQueueHoldsAreSentAway() throws Exception {
        int sent = 0;
        List<Future<Boolean>> all = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 100; i++) {
                all.add(
                        threads.submit(() ->
                                hashing.matches(
                                        request(), bytes("password"), PasswordHashing.NOBODYS)));
            }
        }
        for (Future<Boolean> one : all) {
            try {
                one.get();
            } catch (ExecutionException e) {
                assertThat(e.getCause())
                        .isInstanceOfSatisfying(
                                RequestFailure.class,
                                refused ->
                                        assertThat(refused.failure())
                                                .isInstanceOf(Failure.Unavailable.class));
                sent++;
            }
        }
        assertThat(sent).isBetween(1, 99);
        assertThat(hashing.matches(request(), bytes("x"), PasswordHashing.NOBODYS)).isFalse();
    }

    @Test
    void whoHasNoTimeLeftDoesNotWait() {
        Request late =
                new Request(
                        request().id(),
                        Operation.UPDATE,
                        "",
                        "auth/userpass/login/a",
                        request().body(),
                        "",
                        Duration.ZERO,
                        request().remote(),
                        request().headers(),
                        desk.now(),
                        io.sealwright.storage.Deadline.in(Duration.ZERO));
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> hashing.matches(late, bytes("x"), PasswordHashing.NOBODYS))
                .hasMessageContaining("too many passwords");
        assertThat(Thread.interrupted()).isTrue();
    }
}
