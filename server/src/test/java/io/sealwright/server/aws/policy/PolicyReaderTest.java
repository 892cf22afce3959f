package io.sealwright.server.aws.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.server.spi.Failure;
import io.sealwright.server.spi.RequestFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyReaderTest {
    private static final String GOOD =
            """
            {"Version": "2012-10-17", "Id": "x", "Statement": [{
              "Sid": "One", "Effect": "Allow",
              "Principal": {"AWS": ["arn:aws:iam::123456789012:user/bob", "210987654321"]},
              "Action": ["secretsmanager:GetSecretValue", "secretsmanager:Describe*"],
              "Resource": "*",
              "Condition": {
                "StringEqualsIfExists": {"aws:RequestedRegion": ["eu-central-1"]},
                "ForAnyValue:StringLike": {"secretsmanager:VersionStage": "AWS*"},
                "NumericLessThan": {"secretsmanager:RecoveryWindowInDays": 8},
                "Bool": {"aws:SecureTransport": true},
                "Null": {"AWS:resourcetag/Team": "false"}}}]}
            """;

    private static void refused(String json, String naming) {
        assertThatThrownBy(() -> PolicyDocument.of(json, Asked.ARN))
                .isInstanceOfSatisfying(
                        RequestFailure.class,
                        e -> {
                            Failure.Named named = (Failure.Named) e.failure();
                            assertThat(named.code()).isEqualTo("MalformedPolicyDocumentException");
                            assertThat(named.message()).contains(naming);
                        });
    }

    @Test
    void whatCanBeEnforcedIsRead() {
        PolicyDocument policy = PolicyDocument.of(GOOD, Asked.ARN);
        assertThat(policy.publicStatements()).isEmpty();
        assertThat(policy).hasToString("PolicyDocument[Statement[statement One]]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"Version\": \"2012-10-17\"|\"Version\": \"2019-10-17\"|Version",
                "\"Id\": \"x\"|\"Ident\": \"x\"|Ident",
                "\"Sid\": \"One\"|\"Sid\": \"<One>\"|Sid",
                "\"Effect\": \"Allow\"|\"Effect\": \"allow\"|Effect",
                "\"Effect\": \"Allow\"|\"Effect\": \"Deny\", \"NotPrincipal\": \"*\"|NotPrincipal",
                "\"Principal\"|\"NotPrincipal\"|NotPrincipal goes with",
                "{\"AWS\"|{\"Service\": \"lambda.amazonaws.com\", \"AWS\"|Service",
                "user/bob|user/*|user/*",
                "user/bob|user/Bob|small letters",
                "user/bob|group/bob|group/bob",
                "210987654321|21098765432|21098765432",
                "arn:aws:iam:|arn:aws-cn:iam:|aws-cn",
                "secretsmanager:GetSecretValue|secretsmanager:GetSecretValues|GetSecretValues",
                "secretsmanager:GetSecretValue|secretsmanager:ListSecrets|ListSecrets",
                "secretsmanager:GetSecretValue|s3:GetObject|s3:GetObject",
                "\"Resource\": \"*\"|\"NotResource\": \"*\"|NotResource",
                "\"Resource\": \"*\"|\"Resource\": []|Resource",
                "\"Resource\": \"*\"|\"Resource\": \"prod/db\"|prod/db",
                "StringEqualsIfExists|BinaryEquals|BinaryEquals",
                "StringEqualsIfExists|ForNoValue:StringEquals|ForNoValue",
                "StringEqualsIfExists|NumericEquals|NumericEquals",
                "aws:RequestedRegion|aws:SourceVpce|aws:SourceVpce",
                "AWS:resourcetag/Team|aws:ResourceTag/|aws:ResourceTag/",
                "[\"eu-central-1\"]|[]|aws:RequestedRegion",
                "[\"eu-central-1\"]|[{}]|aws:RequestedRegion",
                "[\"eu-central-1\"]|[\"${aws:username}\"]|${aws:username}",
                "RecoveryWindowInDays\": 8|RecoveryWindowInDays\": \"a week\"|a week",
                "SecureTransport\": true|SecureTransport\": \"yes\"|yes"
            })
    void whatCouldNotBeEnforcedIsRefusedByName(String part, String other, String naming) {
        assertThat(GOOD).contains(part);
        refused(GOOD.replace(part, other), naming);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{",
                "{} {}",
                "{\"Version\": \"2012-10-17\"}",
                "{\"Statement\": []}",
                "{\"Statement\": [1]}",
                "{\"Statement\": {\"Effect\": \"Deny\", \"Effect\": \"Allow\"}}"
            })
    void whatIsNoPolicyIsRefused(String json) {
        refused(json, "This policy cannot be enforced");
    }

    @Test
    void twoStatementsHaveTwoNames() {
        String statement = GOOD.substring(GOOD.indexOf("[{") + 1, GOOD.lastIndexOf(']'));
        refused(GOOD.replace("[{", "[" + statement + ", {"), "twice");
    }

    @Test
    void aVariableOfTheOldLanguageIsText() {
        String old = GOOD.replace("2012-10-17", "2008-10-17").replace("eu-central-1", "${x}");
        assertThat(PolicyDocument.of(old, Asked.ARN).publicStatements()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "arn:aws:secretsmanager:eu-central-1:123456789012:secret:prod/db-Ab12Cd,true",
        "arn:aws:secretsmanager:*:123456789012:secret:prod/*,true",
        "arn:aws:secretsmanager:eu-central-1:123456789012:secret:prod/db-??????,true",
        "arn:aws:secretsmanager:eu-central-1:123456789012:secret:prod/db,false",
        "arn:aws:secretsmanager:us-east-1:123456789012:secret:prod/db-Ab12Cd,false"
    })
    void aResourceMeansTheSecret(String resource, boolean its) {
        String json = GOOD.replace("\"Resource\": \"*\"", "\"Resource\": \"" + resource + "\"");
        if (its) {
            assertThat(PolicyDocument.of(json, Asked.ARN)).isNotNull();
        } else {
            refused(json, resource);
        }
        assertThat(PolicyDocument.ofAny(json)).isNotNull();
    }
}
