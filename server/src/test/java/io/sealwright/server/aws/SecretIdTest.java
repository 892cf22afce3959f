package io.sealwright.server.aws;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretIdTest {
    private static final String ARN = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:";

    @Test
    void aNameIsAName() {
        assertThat(SecretId.of("prod/db-a1B2c3"))
                .isEqualTo(new SecretId("prod/db-a1B2c3", "", "", ""));
    }

    @Test
    void anArnHasNameSuffixRegionAndAccount() {
        assertThat(SecretId.of(ARN + "prod/db-a1B2c3"))
                .isEqualTo(new SecretId("prod/db", "a1B2c3", "eu-central-1", "123456789012"));
    }

    @Test
    void anArnWithoutItsSuffixIsNotTakenForTheArnOfAShorterName() {
        assertThat(SecretId.of(ARN + "my-secret").name()).isEqualTo("my-secret");
        assertThat(SecretId.of(ARN + "my-secret").suffix()).isEmpty();
    }

    @Test
    void whatIsMadeIsRead() {
        String arn = SecretId.arn("eu-central-1", "123456789012", "a/b", "ABC123");
        assertThat(SecretId.of(arn))
                .isEqualTo(new SecretId("a/b", "ABC123", "eu-central-1", "123456789012"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/a",
                "a/",
                "a//b",
                "a/../b",
                "..",
                ".",
                "a b",
                "ä",
                "a%2fb",
                "a;b",
                "a:b",
                "arn:aws:s3:eu-central-1:123456789012:secret:a",
                "arn:aws:secretsmanager:eu-central-1:123456789012:other:a",
                "arn:aws:secretsmanager"
            })
    void whatCanNameNoSecretHasNoName(String text) {
        assertThat(SecretId.of(text).name()).isEmpty();
    }

    @Test
    void namesHaveAtMost512Characters() {
        assertThat(SecretId.of("a".repeat(512)).name()).hasSize(512);
        assertThat(SecretId.of("a".repeat(513)).name()).isEmpty();
    }
}
