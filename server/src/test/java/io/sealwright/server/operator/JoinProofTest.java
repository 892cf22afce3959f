package io.sealwright.server.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.crypto.OpenFailedException;
import io.sealwright.crypto.RootKey;
import io.sealwright.server.spi.RequestFailure;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JoinProofTest {
    private static final Instant NOW = Instant.parse("2026-03-04T05:06:07Z");

    private final SecureRandom random = new SecureRandom();
    private final RootKey root = RootKey.generate(random);
    private final RootKey stranger = RootKey.generate(random);
    private final JoinProof member = new JoinProof(root::derive);
    private final JoinProof joiner = new JoinProof(root::derive);
    private final JoinProof.Claim claim =
            new JoinProof.Claim(
                    member.challenge(NOW, random),
                    "node-2",
                    "10.0.0.2:8201",
                    "https://10.0.0.2:8200",
                    new byte[] {1, 2, 3, 4});

    @AfterEach
    void close() {
        root.close();
        stranger.close();
    }

    @Test
    void whoHasTheRootKeyAnswersAndReadsTheTicket() {
        byte[] ticket = {9, 8, 7};

        member.requireFresh(claim.challenge(), NOW.plusSeconds(30));

        assertThat(joiner.answer(claim)).isEqualTo(member.answer(claim));
        assertThat(joiner.openTicket(member.sealTicket(ticket, claim), claim)).isEqualTo(ticket);
    }

    @Test
    void anotherRootKeyNeitherAnswersNorReads() {
        JoinProof outsider = new JoinProof(stranger::derive);

        assertThat(outsider.answer(claim)).isNotEqualTo(member.answer(claim));
        assertThatThrownBy(() -> outsider.openTicket(member.sealTicket(new byte[8], claim), claim))
                .isInstanceOf(OpenFailedException.class);
        assertThatThrownBy(() -> member.requireFresh(outsider.challenge(NOW, random), NOW))
                .isInstanceOf(RequestFailure.class);
    }

    @Test
    void everythingTheNodeSaysIsBound() {
        byte[] other = member.challenge(NOW, random);
        List<JoinProof.Claim> altered =
                List.of(
                        new JoinProof.Claim(
                                other,
                                claim.nodeId(),
                                claim.clusterAddress(),
                                claim.apiAddress(),
                                claim.certificate()),
                        new JoinProof.Claim(
                                claim.challenge(),
                                "node-3",
                                claim.clusterAddress(),
                                claim.apiAddress(),
                                claim.certificate()),
                        new JoinProof.Claim(
                                claim.challenge(),
                                claim.nodeId(),
                                "10.0.0.3:8201",
                                claim.apiAddress(),
                                claim.certificate()),
                        new JoinProof.Claim(
                                claim.challenge(),
                                claim.nodeId(),
                                claim.clusterAddress(),
                                "https://evil",
                                claim.certificate()),
                        new JoinProof.Claim(
                                claim.challenge(),
                                claim.nodeId(),
                                claim.clusterAddress(),
                                claim.apiAddress(),
                                new byte[] {1}),
                        // Moved between two fields: the lengths are part of what is signed.
                        new JoinProof.Claim(
                                claim.challenge(),
                                "node-",
                                "210.0.0.2:8201",
                                claim.apiAddress(),
                                claim.certificate()));
        byte[] ticket = member.sealTicket(new byte[16], claim);

        for (JoinProof.Claim one : altered) {
            assertThat(member.answer(one)).isNotEqualTo(member.answer(claim));
            assertThatThrownBy(() -> joiner.openTicket(ticket, one))
                    .isInstanceOf(OpenFailedException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {-301, 301, 86_400})
    void anOldChallengeIsRefused(long seconds) {
        assertThatThrownBy(() -> member.requireFresh(claim.challenge(), NOW.plusSeconds(seconds)))
                .isInstanceOf(RequestFailure.class);
    }

    @Test
    void everyFlippedBitOfAChallengeOrTicketIsFound() {
        byte[] ticket = member.sealTicket(new byte[20], claim);
        for (int i = 0; i < ticket.length; i++) {
            byte[] flipped = ticket.clone();
            flipped[i] ^= (byte) (1 << (i % 8));
            assertThatThrownBy(() -> joiner.openTicket(flipped, claim))
                    .isInstanceOf(RuntimeException.class);
        }
        for (int i = 0; i < claim.challenge().length; i++) {
            byte[] flipped = claim.challenge().clone();
            flipped[i] ^= (byte) (1 << (i % 8));
            assertThatThrownBy(() -> member.requireFresh(flipped, NOW))
                    .isInstanceOf(RequestFailure.class);
        }
        for (int length = 0; length < claim.challenge().length; length++) {
            byte[] cut = java.util.Arrays.copyOf(claim.challenge(), length);
            assertThatThrownBy(() -> member.requireFresh(cut, NOW))
                    .isInstanceOf(RequestFailure.class);
        }
        member.requireFresh(claim.challenge(), NOW.plus(Duration.ofMinutes(5)));
    }
}
