package io.sealwright.server.aws.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealwright.server.spi.ResourceDecision;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyDocumentTest {
    private static final String GET = "GetSecretValue";
    private static final String BOB = "{\"AWS\": \"arn:aws:iam::123456789012:user/bob\"}";
    private static final String ROLE = "{\"AWS\": \"arn:aws:iam::123456789012:role/Deploy\"}";
    private static final String ROOT = "{\"AWS\": \"arn:aws:iam::123456789012:root\"}";

    private static String statement(String effect, String principal, String rest) {
        return "{\"Effect\": \""
                + effect
                + "\", "
                + principal
                + ", \"Resource\": \"*\", "
                + rest
                + "}";
    }

    private static String allow(String principal) {
        return statement("Allow", "\"Principal\": " + principal, "\"Action\": \"*\"");
    }

    private static PolicyDocument policy(String... statements) {
        return PolicyDocument.of(
                "{\"Version\": \"2012-10-17\", \"Statement\": ["
                        + String.join(", ", statements)
                        + "]}",
                Asked.ARN);
    }

    private static String decision(PolicyDocument policy, AwsCaller caller, String action) {
        return decision(policy.decide(Asked.by(caller, action)));
    }

    private static String decision(ResourceDecision decision) {
        return switch (decision) {
            case ResourceDecision.Silent _ -> "silent";
            case ResourceDecision.Allowed allowed -> "allow " + allowed.why();
            case ResourceDecision.Denied denied -> "deny " + denied.why();
        };
    }

    @Test
    void whoIsNamedIsAllowed() {
        PolicyDocument policy = policy(allow(BOB));
        assertThat(decision(policy, Asked.BOB, GET))
                .isEqualTo("allow resource policy: statement number 1");
        assertThat(decision(policy, Asked.ALICE, GET)).isEqualTo("silent");
        assertThat(decision(policy, AwsCaller.user("210987654321", "bob"), GET))
                .isEqualTo("silent");
    }

    @Test
    void aDenyIsStrongerWhereverItStands() {
        String deny =
                statement(
                        "Deny",
                        "\"Sid\": \"NoDeletes\", \"Principal\": \"*\"",
                        "\"Action\": \"secretsmanager:delete*\"");
        for (PolicyDocument policy : List.of(policy(allow(BOB), deny), policy(deny, allow(BOB)))) {
            assertThat(decision(policy, Asked.BOB, "DeleteSecret"))
                    .isEqualTo("deny resource policy: statement NoDeletes");
            assertThat(decision(policy, Asked.BOB, GET)).startsWith("allow");
        }
    }

    @Test
    void anAccountIsLeftToItsPoliciesButDeniedAsAWhole() {
        assertThat(decision(policy(allow(ROOT)), Asked.BOB, GET)).isEqualTo("silent");
        PolicyDocument denied =
                policy(statement("Deny", "\"Principal\": " + ROOT, "\"Action\": \"*\""));
        assertThat(decision(denied, Asked.BOB, GET)).startsWith("deny");
        assertThat(decision(denied, AwsCaller.user("210987654321", "bob"), GET))
                .isEqualTo("silent");
    }

    @Test
    void aSessionIsItsRoleAndItself() {
        assertThat(decision(policy(allow(ROLE)), Asked.SESSION, GET)).startsWith("allow");
        String session = "{\"AWS\": \"arn:aws:sts::123456789012:assumed-role/Deploy/ci\"}";
        assertThat(decision(policy(allow(session)), Asked.SESSION, GET)).startsWith("allow");
        String other = "{\"AWS\": \"arn:aws:sts::123456789012:assumed-role/Deploy/other\"}";
        assertThat(decision(policy(allow(other)), Asked.SESSION, GET)).isEqualTo("silent");
    }

    @Test
    void anExceptionNamesAllThatTheCallerIs() {
        String except = "\"NotPrincipal\": {\"AWS\": [%s]}";
        String root = "\"123456789012\"";
        String bob = "\"arn:aws:iam::123456789012:user/bob\"";
        PolicyDocument whole =
                policy(statement("Deny", except.formatted(root + ", " + bob), "\"Action\": \"*\""));
        assertThat(decision(whole, Asked.BOB, GET)).isEqualTo("silent");
        assertThat(decision(whole, Asked.ALICE, GET)).startsWith("deny");
        PolicyDocument half = policy(statement("Deny", except.formatted(bob), "\"Action\": \"*\""));
        assertThat(decision(half, Asked.BOB, GET)).startsWith("deny");
    }

    @Test
    void notActionIsAboutAllOthers() {
        PolicyDocument policy =
                policy(
                        statement(
                                "Deny",
                                "\"Principal\": \"*\"",
                                "\"NotAction\": \"secretsmanager:Get*\""));
        assertThat(decision(policy, Asked.BOB, GET)).isEqualTo("silent");
        assertThat(decision(policy, Asked.BOB, "PutSecretValue")).startsWith("deny");
    }

    /** Each as AWS documents it; the value is of the request, and none if it is missing. */
    @ParameterizedTest
    @CsvSource({
        "StringEquals,secretsmanager:VersionStage,AWSCURRENT,AWSCURRENT,true",
        "StringEquals,secretsmanager:VersionStage,AWSCURRENT,awscurrent,false",
        "StringEqualsIgnoreCase,secretsmanager:VersionStage,AWSCURRENT,awscurrent,true",
        "StringEquals,secretsmanager:VersionStage,AWSCURRENT,,false",
        "StringNotEquals,secretsmanager:VersionStage,AWSCURRENT,,true",
        "StringNotEquals,secretsmanager:VersionStage,AWSCURRENT,AWSCURRENT,false",
        "StringNotEqualsIfExists,secretsmanager:VersionStage,AWSCURRENT,,true",
        "StringEqualsIfExists,secretsmanager:VersionStage,AWSCURRENT,,true",
        "StringEqualsIfExists,secretsmanager:VersionStage,AWSCURRENT,x,false",
        "ForAnyValue:StringEquals,secretsmanager:VersionStage,AWSCURRENT,,false",
        "ForAllValues:StringEquals,secretsmanager:VersionStage,AWSCURRENT,,true",
        "ForAllValues:StringEquals,secretsmanager:VersionStage,AWSCURRENT,x;AWSCURRENT,false",
        "ForAnyValue:StringEquals,secretsmanager:VersionStage,AWSCURRENT,x;AWSCURRENT,true",
        "ForAnyValue:StringNotEquals,secretsmanager:VersionStage,AWSCURRENT,x;AWSCURRENT,true",
        "ForAllValues:StringNotEquals,secretsmanager:VersionStage,AWSCURRENT,x;AWSCURRENT,false",
        "StringLike,secretsmanager:VersionStage,AWS*T,AWSCURRENT,true",
        "StringNotLike,secretsmanager:VersionStage,AWS*,AWSCURRENT,false",
        "Null,secretsmanager:VersionId,true,,true",
        "Null,secretsmanager:VersionId,true,x,false",
        "Null,secretsmanager:VersionId,false,x,true",
        "IpAddress,aws:SourceIp,10.0.0.0/8,10.1.2.3,true",
        "IpAddress,aws:SourceIp,10.0.0.0/8,11.1.2.3,false",
        "IpAddress,aws:SourceIp,2001:db8::/32,2001:db8::1,true",
        "NotIpAddress,aws:SourceIp,10.0.0.0/8,11.1.2.3,true",
        "NotIpAddress,aws:SourceIp,10.0.0.1,10.0.0.1,false",
        "Bool,aws:SecureTransport,false,false,true",
        "Bool,aws:SecureTransport,TRUE,true,true",
        "DateLessThan,aws:CurrentTime,2026-01-01T00:00:00Z,1767225599,true",
        "DateLessThan,aws:CurrentTime,2026-01-01T00:00:00Z,1767225600,false",
        "DateGreaterThanEquals,aws:CurrentTime,2026-01-01,1767225600,true",
        "DateGreaterThan,aws:EpochTime,1767225600,1767225601,true",
        "NumericLessThanEquals,secretsmanager:RecoveryWindowInDays,7,7,true",
        "NumericEquals,secretsmanager:RecoveryWindowInDays,7.0,7,true",
        "NumericGreaterThan,secretsmanager:RecoveryWindowInDays,7,30,true",
        "ArnLike,secretsmanager:SecretId,arn:aws:secretsmanager:*:*:secret:prod/*,ARN,true",
        "ArnNotLike,secretsmanager:SecretId,arn:aws:secretsmanager:*:*:secret:prod/*,ARN,false",
        "StringEquals,aws:ResourceTag/team,blue,blue,true",
        "StringEquals,secretsmanager:ResourceTag/team,blue,red,false"
    })
    void conditions(String operator, String key, String wanted, String values, boolean holds) {
        PolicyDocument policy =
                policy(
                        statement(
                                "Allow",
                                "\"Principal\": \"*\"",
                                "\"Action\": \"*\", \"Condition\": {\"%s\": {\"%s\": \"%s\"}}"
                                        .formatted(operator, key, wanted)));
        ConditionKey known = Objects.requireNonNull(ConditionKey.find(key));
        List<String> facts =
                values == null ? List.of() : List.of(values.replace("ARN", Asked.ARN).split(";"));
        ResourceDecision decision = policy.decide(Asked.by(Asked.BOB, GET, Map.of(known, facts)));
        assertThat(decision instanceof ResourceDecision.Allowed).isEqualTo(holds);
    }

    @Test
    void theCallerIsAFactOfItsOwn() {
        String condition = "\"Action\": \"*\", \"Condition\": {\"StringEquals\": {\"%s\": \"%s\"}}";
        Map<String, String> ofBob =
                Map.of(
                        "aws:PrincipalArn", "arn:aws:iam::123456789012:user/bob",
                        "aws:PrincipalAccount", "123456789012",
                        "aws:PrincipalType", "User",
                        "aws:username", "bob");
        ofBob.forEach((key, value) -> {
            PolicyDocument policy =
                    policy(
                            statement(
                                    "Allow",
                                    "\"Principal\": \"*\"",
                                    condition.formatted(key, value)));
            assertThat(decision(policy, Asked.BOB, GET)).as(key).startsWith("allow");
        });
        assertThat(Asked.SESSION.principalArn()).isEqualTo("arn:aws:iam::123456789012:role/Deploy");
        assertThat(Asked.SESSION.userName()).isEmpty();
    }

    @Test
    void allConditionsHaveToHoldAndOneValueOfEach() {
        PolicyDocument policy =
                policy(
                        statement(
                                "Allow",
                                "\"Principal\": \"*\"",
                                "\"Action\": \"*\", \"Condition\": {\"StringEquals\":"
                                        + " {\"aws:RequestedRegion\": [\"a-1\", \"b-1\"]},"
                                        + " \"Bool\": {\"aws:SecureTransport\": \"true\"}}"));
        Map<ConditionKey, List<String>> facts =
                Map.of(
                        ConditionKey.REQUESTED_REGION, List.of("b-1"),
                        ConditionKey.SECURE_TRANSPORT, List.of("true"));
        assertThat(decision(policy.decide(Asked.by(Asked.BOB, GET, facts)))).startsWith("allow");
        Map<ConditionKey, List<String>> plain =
                Map.of(
                        ConditionKey.REQUESTED_REGION, List.of("b-1"),
                        ConditionKey.SECURE_TRANSPORT, List.of("false"));
        assertThat(decision(policy.decide(Asked.by(Asked.BOB, GET, plain)))).isEqualTo("silent");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|true",
                "{\"Bool\": {\"aws:SecureTransport\": true}}|true",
                "{\"StringEquals\": {\"aws:PrincipalAccount\": \"123456789012\"}}|false",
                "{\"StringEqualsIfExists\": {\"aws:PrincipalAccount\": \"123456789012\"}}|true",
                "{\"StringNotEquals\": {\"aws:PrincipalAccount\": \"123456789012\"}}|true",
                "{\"StringLike\": {\"aws:username\": \"*\"}}|true",
                "{\"IpAddress\": {\"aws:SourceIp\": \"10.0.0.0/8\"}}|false",
                "{\"IpAddress\": {\"aws:SourceIp\": [\"10.0.0.0/8\", \"0.0.0.0/0\"]}}|true"
            })
    void whatGivesLeaveToEveryoneIsPublic(String condition, boolean isPublic) {
        PolicyDocument policy =
                policy(
                        statement(
                                "Allow",
                                "\"Principal\": {\"AWS\": \"*\"}",
                                "\"Action\": \"*\", \"Condition\": " + condition));
        assertThat(policy.publicStatements())
                .isEqualTo(isPublic ? List.of("statement number 1") : List.of());
    }
}
