package io.sealwright.server.aws;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoleArnTest {
    @ParameterizedTest
    @CsvSource({
        "arn:aws:iam::123456789012:role/app,app",
        "arn:aws:iam::123456789012:role/a/b/App_1+=@.-,App_1+=@.-",
        "arn:aws-cn:iam::123456789012:role/app,app"
    })
    void aRoleIsTheLastPart(String arn, String name) {
        assertThat(RoleArn.of(arn)).isEqualTo(new RoleArn("123456789012", name));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "app",
                "arn:aws:iam::12345:role/app",
                "arn:aws:iam::123456789012:user/app",
                "arn:aws:sts::123456789012:role/app",
                "arn:aws:iam::123456789012:role/",
                "arn:aws:iam::123456789012:role/a/..",
                "arn:aws:iam::123456789012:role/a*",
                "arn:aws:iam::123456789012:role/a:b",
                "x:aws:iam::123456789012:role/app"
            })
    void anythingElseIsNone(String arn) {
        assertThat(RoleArn.of(arn)).isEqualTo(new RoleArn("", ""));
    }

    @Test
    void aLongOneIsNone() {
        assertThat(RoleArn.of("arn:aws:iam::123456789012:role/" + "a/".repeat(2_000) + "b").name())
                .isEmpty();
    }
}
