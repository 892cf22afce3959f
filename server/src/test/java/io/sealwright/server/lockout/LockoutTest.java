package io.sealwright.server.lockout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.server.auth.approle.ApproleParts;
import io.sealwright.server.config.LockoutSettings;
import io.sealwright.server.spi.Failure;
import io.sealwright.server.spi.LockoutConfig;
import io.sealwright.server.spi.Mount;
import io.sealwright.server.spi.MountConfig;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.token.TokenDesk;
import io.sealwright.storage.Keys;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LockoutTest {
    private final TokenDesk desk = new TokenDesk();
    private final Lockouts lockouts = LockoutParts.of(desk);
    private Mount mount;

    @BeforeEach
    void enable() {
        enable(lockouts);
    }

    private void enable(Lockouts rules) {
        mount = desk.enable("auth/approle/", ApproleParts.of(desk, rules));
        desk.post("auth/approle/role/r", "{\"role_id\":\"r\"}", "root");
        desk.post("auth/approle/role/r/custom-secret-id", "{\"secret_id\":\"s\"}", "root");
    }

    @AfterEach
    void close() {
        desk.close();
    }

    private void login(String roleId, String secretId) {
        var response =
                desk.post(
                        "auth/approle/login",
                        "{\"role_id\":\"" + roleId + "\",\"secret_id\":\"" + secretId + "\"}",
                        "");
        assertThat(response.status()).isEqualTo(200);
    }

    private static void refused(ThrowingCallable call, Failure failure) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        RequestFailure.class, e -> assertThat(e.failure()).isEqualTo(failure));
    }

    private void wrong(String roleId) {
        refused(
                () -> login(roleId, "wrong"),
                new Failure.InvalidRequest(List.of("invalid role or secret ID")));
    }

    private void locked(String roleId) {
        refused(() -> login(roleId, "s"), new Failure.PermissionDenied("permission denied"));
    }

    private void fail(String roleId, int times) {
        for (int i = 0; i < times; i++) {
            wrong(roleId);
        }
    }

    private List<String> locked() {
        return desk.node().transact(transaction -> lockouts.locked(transaction, mount, desk.now()));
    }

    private int stored() {
        return desk.node().store().size(mount.space()) + desk.node().store().size(Keys.DUE_INDEX);
    }

    private void tune(LockoutConfig rules) {
        desk.tune(
                new MountConfig(
                        0, 0, false, "", "", List.of(), List.of(), List.of(), List.of(), rules));
    }

    @ParameterizedTest
    @ValueSource(strings = {"r", "unknown"})
    void theFifthFailureLocksANameWhetherItExistsOrNot(String roleId) {
        fail(roleId, 5);
        locked(roleId);

        assertThat(locked()).containsExactly(roleId);
        desk.node().pass(Duration.ofMinutes(15).minusMillis(1));
        locked(roleId);
        desk.node().pass(Duration.ofMillis(1));
        wrong(roleId);
        assertThat(locked()).isEmpty();
    }

    @Test
    void aSuccessForgets() {
        int before = stored();
        fail("r", 4);
        login("r", "s");
        int tokensDue = 1;

        assertThat(stored()).isEqualTo(before + tokensDue);
        fail("r", 4);
        login("r", "s");
    }

    @Test
    void theCountBeginsAgainAfterAWhile() {
        fail("r", 4);
        desk.node().pass(Duration.ofMinutes(15));
        fail("r", 4);
        login("r", "s");
    }

    @Test
    void refusalsOfALockedNameAreNotCountedSoThatTheLockEnds() {
        fail("r", 5);
        desk.node().pass(Duration.ofMinutes(10));
        int before = stored();
        locked("r");
        locked("r");
        assertThat(stored()).isEqualTo(before);
        desk.node().pass(Duration.ofMinutes(5));
        login("r", "s");
    }

    @Test
    void whatCountsForNothingIsRemoved() {
        int before = stored();
        fail("r", 3);
        fail("u1", 5);
        fail("u2", 1);
        desk.node().pass(Duration.ofMinutes(15));
        desk.workOff();

        assertThat(stored()).isEqualTo(before);
    }

    @Test
    void unknownNamesFillABoundedPlaceAndRealOnesAreStillCounted() {
        desk.node()
                .transact(transaction -> {
                    transaction
                            .records(Keys.ROOT_NAMESPACE, mount.space())
                            .setCounter(new byte[] {(byte) 0xFE, 2}, Lockouts.MAX_UNKNOWN);
                    return mount;
                });
        int before = stored();
        fail("u1", 7);
        assertThat(stored()).isEqualTo(before);
        fail("r", 5);
        locked("r");
    }

    @Test
    void anOperatorCanUnlock() {
        fail("r", 5);
        desk.node()
                .transact(transaction -> {
                    lockouts.unlock(transaction, mount, "r");
                    lockouts.unlock(transaction, mount, "never seen");
                    return mount;
                });
        login("r", "s");
    }

    @Test
    void aMountCanHaveRulesOfItsOwn() {
        tune(new LockoutConfig(2, 3, 4, false));
        fail("r", 2);
        locked("r");
        desk.node().pass(Duration.ofSeconds(3));
        login("r", "s");
        tune(new LockoutConfig(2, 3, 4, true));
        fail("r", 9);
        login("r", "s");
    }

    @Test
    void itCanBeTurnedOffForAll() {
        desk.disable("auth/approle/");
        enable(
                LockoutParts.of(
                        desk,
                        new LockoutSettings(
                                true, 5, Duration.ofMinutes(15), Duration.ofMinutes(15))));
        int before = stored();
        fail("r", 9);
        assertThat(stored()).isEqualTo(before);
        login("r", "s");
    }
}
