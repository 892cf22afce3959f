package io.sealwright.server.auth.cert;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.sealwright.server.outbound.OutboundException;
import io.sealwright.server.outbound.Trust;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes are refused as a reply, unless they say what the issuer has signed. */
class OcspReplyFuzzTest {
    private static final Made ISSUER = Made.authority("CN=Root");
    private static final OcspQuestion QUESTION =
            new OcspQuestion(
                    Made.client("CN=app").by(ISSUER).make().certificate(),
                    ISSUER.certificate(),
                    List.of(),
                    false,
                    List.of(),
                    Trust.OF_THIS_MACHINE);

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "30s")
    void reply(byte[] bytes) {
        try {
            // The issuer has only ever said that it is revoked.
            assertThat(OcspReply.read(bytes, QUESTION, Made.NOW).status())
                    .isEqualTo(OcspAnswer.Status.REVOKED);
        } catch (OutboundException refused) {
            assertThat(refused.reason()).isNotEmpty();
        }
    }

    static Stream<Arguments> seeds() {
        byte[] revoked = Replies.good(ISSUER).revoked().about(QUESTION.id());
        byte[] nested = new byte[OcspReply.MAX_LENGTH];
        for (int i = 0; i < nested.length; i += 2) {
            nested[i] = 0x30;
            nested[i + 1] = (byte) 0x80;
        }
        Made stranger = Made.authority("CN=Root");
        return Stream.of(
                        revoked,
                        Arrays.copyOf(revoked, revoked.length - 1),
                        nested,
                        Replies.good(stranger, stranger).about(QUESTION.id()),
                        Replies.refusal(6))
                .map(bytes -> Arguments.of((Object) bytes));
    }
}
