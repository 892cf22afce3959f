package io.sealwright.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class MemberRecordTest {
    private static final MemberRecord RECORD =
            new MemberRecord(
                    "n1",
                    "n1~0a0b0c0d",
                    "h:8201",
                    "http://h:8200",
                    MemberRecord.Role.LISTENER,
                    new byte[] {1, 2, 3});

    /** As stored by version 1. */
    private static final String GOLDEN =
            "0101"
                    + "00026e31"
                    + "000b6e317e3061306230633064"
                    + "0006683a38323031"
                    + "000d687474703a2f2f683a38323030"
                    + "00000003010203";

    @Test
    void golden() {
        assertThat(HexFormat.of().formatHex(RECORD.encode())).isEqualTo(GOLDEN);
        assertThat(MemberRecord.decode(HexFormat.of().parseHex(GOLDEN))).isEqualTo(RECORD);
    }

    @Test
    void ticketsComeBack() {
        JoinTicket ticket =
                new JoinTicket(
                        UUID.fromString("00000000-0000-0001-0000-000000000002"),
                        List.of(RECORD, RECORD.withRole(MemberRecord.Role.VOTER)));
        byte[] bytes = ticket.encode();
        assertThat(HexFormat.of().formatHex(bytes))
                .startsWith(
                        "01"
                                + "0000000000000001"
                                + "0000000000000002"
                                + "00000002"
                                + "00000031"
                                + GOLDEN);
        assertThat(JoinTicket.decode(bytes)).isEqualTo(ticket);
    }

    @Test
    void damagedBytesAreRefused() {
        Random random = new Random(1);
        byte[] bytes = new JoinTicket(UUID.randomUUID(), List.of(RECORD)).encode();
        for (int i = 0; i < bytes.length; i++) {
            byte[] cut = Arrays.copyOf(bytes, i);
            assertThatThrownBy(() -> JoinTicket.decode(cut))
                    .isInstanceOf(IllegalArgumentException.class);
            byte[] damaged = bytes.clone();
            damaged[i] = (byte) random.nextInt();
            try {
                JoinTicket.decode(damaged);
            } catch (IllegalArgumentException refused) {
                // Or it happens to be another ticket.
            }
        }
        byte[] newer = RECORD.encode();
        newer[0] = 2;
        assertThatThrownBy(() -> MemberRecord.decode(newer)).hasMessageContaining("version 2");
    }

    @Test
    void namesAndKeys() {
        assertThat(MemberRecord.nodeId("n~1~0a0b0c0d")).isEqualTo("n~1");
        assertThat(MemberRecord.nodeId("plain")).isEqualTo("plain");
        assertThat(RECORD.key().bytes()).startsWith(MemberRecord.prefix().bytes());
        assertThat(Keys.family(RECORD.key())).isEqualTo(Keys.SYSTEM);
    }

    @Test
    void addresses() {
        assertThat(Addresses.parse("host:1").getHostString()).isEqualTo("host");
        assertThat(Addresses.parse("[::1]:8201").getHostString()).isEqualTo("::1");
        for (String wrong : List.of("", "host", ":1", "host:", "host:x", "::1:8201", "h:99999")) {
            assertThatThrownBy(() -> Addresses.parse(wrong))
                    .as(wrong)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
