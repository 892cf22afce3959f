package io.sealwright.server.aws.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.sealwright.server.spi.Failure;
import io.sealwright.server.spi.RequestFailure;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Any text is refused as a malformed policy, or decides every request, each time alike. */
class PolicyReaderFuzzTest {
    @MethodSource("seeds")
    @FuzzTest(maxDuration = "30s")
    void policy(byte[] bytes) {
        if (bytes.length > 4_096) {
            return;
        }
        PolicyDocument policy;
        try {
            policy = PolicyDocument.ofAny(new String(bytes, StandardCharsets.UTF_8));
        } catch (RequestFailure refused) {
            assertThat(refused.failure()).isInstanceOf(Failure.Named.class);
            return;
        }
        for (AwsCaller caller : List.of(Asked.BOB, Asked.SESSION)) {
            PolicyRequest request =
                    new PolicyRequest(caller, "GetSecretValue", (key, _) -> value(key));
            assertThat(policy.decide(request)).isEqualTo(policy.decide(request));
        }
        assertThat(policy.publicStatements()).doesNotHaveDuplicates();
    }

    /** A value of each kind that the engine gives. */
    private static List<String> value(ConditionKey key) {
        if (key.is(ConditionKey.Kind.ADDRESS)) {
            return List.of("127.0.0.1");
        }
        if (key.is(ConditionKey.Kind.NUMBER) || key.is(ConditionKey.Kind.DATE)) {
            return List.of("1767225600");
        }
        return key.is(ConditionKey.Kind.BOOL) ? List.of("true") : List.of(Asked.ARN, "x");
    }

    static Stream<Arguments> seeds() {
        return Stream.of(
                        "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\","
                                + "\"Principal\":\"*\",\"Action\":\"*\",\"Resource\":\"*\"}}",
                        "{\"Statement\":[{\"Sid\":\"a\",\"Effect\":\"Deny\",\"NotPrincipal\":"
                                + "{\"AWS\":[\"123456789012\"]},\"NotAction\":"
                                + "\"secretsmanager:Get*\",\"Resource\":[\"*\"],\"Condition\":"
                                + "{\"ForAnyValue:StringLikeIfExists\":{\"aws:TagKeys\":\"a*\"},"
                                + "\"NotIpAddress\":{\"aws:SourceIp\":[\"::1\",\"10.0.0.0/8\"]},"
                                + "\"DateLessThan\":{\"aws:CurrentTime\":\"2026-01-01\"}}}]}")
                .map(text -> Arguments.of((Object) text.getBytes(StandardCharsets.UTF_8)));
    }
}
