package io.sealwright.storage.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.storage.rocks.RocksState.Fingerprint;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnswerTest {
    private static final Answer ANSWER =
            new Answer(7, true, false, 9, new Fingerprint(256, 1), List.of("a~1", "b"), List.of());

    /** As members of version 1 send it. */
    private static final String GOLDEN =
            "0101"
                    + "0000000000000007"
                    + "0000000000000009"
                    + "0000000000000100"
                    + "0000000000000001"
                    + "00020003617e310001620000";

    @Test
    void golden() {
        assertThat(HexFormat.of().formatHex(ANSWER.encode())).isEqualTo(GOLDEN);
        assertThat(Answer.decode(ByteBuffer.wrap(HexFormat.of().parseHex(GOLDEN))))
                .isEqualTo(ANSWER);
    }

    @Test
    void whatIsCutOrNewerIsRefused() {
        byte[] bytes = ANSWER.encode();
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> Answer.decode(ByteBuffer.wrap(cut)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        bytes[0] = 2;
        assertThatThrownBy(() -> Answer.decode(ByteBuffer.wrap(bytes)))
                .hasMessageContaining("version 2");
    }

    @Test
    void questionsComeBack() {
        StateQuestion question = new StateQuestion(5, "n~1");
        assertThat(StateQuestion.decode(ByteBuffer.wrap(question.encode()))).isEqualTo(question);
        assertThat(StateQuestion.decode(ByteBuffer.allocate(0))).isNull();
        assertThat(StateQuestion.decode(ByteBuffer.allocate(8))).isNull();
    }
}
