package io.sealwright.server.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class RekeyTest {
    private final SharedNode node = new SharedNode();
    private final Rekey rekey = new Rekey(node.current, node.barrier, node.random);

    @AfterEach
    void close() {
        rekey.cancel();
        node.close();
    }

    private static ObjectNode data(Response response) {
        return Objects.requireNonNull(response.data());
    }

    private static List<byte[]> keys(ObjectNode answer) {
        List<byte[]> keys = new ArrayList<>();
        answer.path("keys").forEach(key -> keys.add(HexFormat.of().parseHex(key.stringValue())));
        return keys;
    }

    private ObjectNode give(String nonce, int share) {
        return data(rekey.update(nonce, node.shares.get(share), SharedNode.soon()));
    }

    @Test
    void enoughOldSharesReplaceThemAll() {
        String nonce = rekey.start(5, 3, false).path("nonce").stringValue();

        ObjectNode first = give(nonce, 0);
        ObjectNode last = give(nonce, 2);

        assertThat(first.path("progress").intValue()).isEqualTo(1);
        assertThat(first.has("keys")).isFalse();
        assertThat(last.path("complete").booleanValue()).isTrue();
        assertThat(keys(last)).hasSize(5);
        assertThat(node.opens(keys(last).subList(1, 4))).isTrue();
        assertThat(node.opens(node.shares.subList(0, 2))).isFalse();
        assertThat(node.barrier.sealed()).isFalse();
        assertThat(rekey.status().path("started").booleanValue()).isFalse();
        assertThat(rekey.status().path("required").intValue()).isEqualTo(3);
    }

    @Test
    void oneShareGivenTwiceCountsOnce() {
        String nonce = rekey.start(1, 1, false).path("nonce").stringValue();

        give(nonce, 1);
        ObjectNode again = give(nonce, 1);

        assertThat(again.path("progress").intValue()).isEqualTo(1);
        assertThat(again.has("keys")).isFalse();
    }

    @Test
    void anotherNonceIsRefusedAndNotTold() {
        String nonce = rekey.start(3, 2, false).path("nonce").stringValue();

        assertThatThrownBy(() -> give("x", 0))
                .isInstanceOf(RequestFailure.class)
                .hasMessageNotContaining(nonce);
        assertThat(rekey.status().path("progress").intValue()).isZero();
    }

    @Test
    void wrongSharesEndTheAttemptAndChangeNothing() {
        String nonce = rekey.start(3, 2, false).path("nonce").stringValue();
        byte[] forged = node.shares.get(1).clone();
        forged[3] ^= 1;

        give(nonce, 0);

        assertThatThrownBy(() -> rekey.update(nonce, forged, SharedNode.soon()))
                .isInstanceOf(RequestFailure.class);
        assertThat(rekey.status().path("started").booleanValue()).isFalse();
        assertThat(node.opens(node.shares.subList(0, 2))).isTrue();
    }

    @Test
    void oneAtATime() {
        rekey.start(3, 2, false);

        assertThatThrownBy(() -> rekey.start(3, 2, false)).isInstanceOf(RequestFailure.class);
    }

    @Test
    void cancellingWithoutATokenNeedsTheNonce() {
        String nonce = rekey.start(3, 2, false).path("nonce").stringValue();

        assertThatThrownBy(() -> rekey.cancel("")).isInstanceOf(RequestFailure.class);
        assertThatThrownBy(() -> rekey.cancel("x")).isInstanceOf(RequestFailure.class);
        assertThat(rekey.status().path("started").booleanValue()).isTrue();

        rekey.cancel(nonce);

        assertThat(rekey.status().path("started").booleanValue()).isFalse();
        rekey.cancel("");
    }

    private ObjectNode unverified() {
        String nonce = rekey.start(3, 2, true).path("nonce").stringValue();
        give(nonce, 0);
        return give(nonce, 1);
    }

    @Test
    void withVerificationTheOldSharesHoldUntilTheNewOnesWereGivenBack() {
        ObjectNode made = unverified();
        List<byte[]> fresh = keys(made);
        String nonce = made.path("verification_nonce").stringValue();

        assertThat(made.path("verification_required").booleanValue()).isTrue();
        assertThat(node.opens(node.shares.subList(0, 2))).isTrue();
        assertThat(rekey.status().path("verification_nonce").stringValue()).isEqualTo(nonce);

        ObjectNode first = rekey.verify(nonce, fresh.get(2), SharedNode.soon());
        assertThat(first.path("progress").intValue()).isEqualTo(1);
        ObjectNode last = rekey.verify(nonce, fresh.get(0), SharedNode.soon());

        assertThat(last.path("complete").booleanValue()).isTrue();
        assertThat(node.opens(fresh.subList(0, 2))).isTrue();
        assertThat(node.opens(node.shares.subList(0, 2))).isFalse();
        assertThatThrownBy(rekey::verification).isInstanceOf(RequestFailure.class);
    }

    @Test
    void aFailedVerificationStartsAgainUnderANewNonce() {
        ObjectNode made = unverified();
        String nonce = made.path("verification_nonce").stringValue();
        byte[] wrong = keys(made).get(1).clone();
        wrong[0] ^= 1;

        rekey.verify(nonce, keys(made).get(0), SharedNode.soon());
        assertThatThrownBy(() -> rekey.verify(nonce, wrong, SharedNode.soon()))
                .isInstanceOf(RequestFailure.class);

        String second = rekey.verification().path("nonce").stringValue();
        assertThat(second).isNotEqualTo(nonce);
        assertThat(rekey.verification().path("progress").intValue()).isZero();
        assertThat(node.opens(node.shares.subList(0, 2))).isTrue();
        rekey.verify(second, keys(made).get(0), SharedNode.soon());
        rekey.verify(second, keys(made).get(1), SharedNode.soon());
        assertThat(node.opens(keys(made).subList(0, 2))).isTrue();
    }

    @Test
    void noMoreOldSharesAreTakenWhileVerificationWaits() {
        ObjectNode made = unverified();

        assertThatThrownBy(() -> give(made.path("nonce").stringValue(), 0))
                .isInstanceOf(RequestFailure.class);
        assertThatThrownBy(() -> rekey.requireVerificationNonce("x"))
                .isInstanceOf(RequestFailure.class);
        rekey.requireVerificationNonce(made.path("verification_nonce").stringValue());
    }

    @Test
    void aSealEndsIt() {
        unverified();

        rekey.sealing();

        assertThat(rekey.status().path("started").booleanValue()).isFalse();
        assertThatThrownBy(rekey::verification).isInstanceOf(RequestFailure.class);
    }

    @Test
    void sharesOfASealThatWasReplacedMeanwhileDoNotCount() {
        Rekey elsewhere = new Rekey(node.current, node.barrier, node.random);
        String nonce = rekey.start(3, 2, false).path("nonce").stringValue();
        give(nonce, 0);
        String other = elsewhere.start(1, 1, false).path("nonce").stringValue();
        elsewhere.update(other, node.shares.get(0), SharedNode.soon());
        List<byte[]> inForce =
                keys(data(elsewhere.update(other, node.shares.get(1), SharedNode.soon())));

        assertThatThrownBy(() -> give(nonce, 1)).isInstanceOf(RequestFailure.class);

        assertThat(node.opens(inForce)).isTrue();
    }

    @Test
    void countsThatCannotBe() {
        for (int[] counts : new int[][] {{0, 0}, {3, 1}, {3, 4}, {256, 2}, {2, 0}}) {
            assertThatThrownBy(() -> rekey.start(counts[0], counts[1], false))
                    .isInstanceOf(RequestFailure.class);
        }
    }
}
