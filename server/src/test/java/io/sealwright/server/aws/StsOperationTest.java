package io.sealwright.server.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealwright.policy.Operation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

class StsOperationTest {
    private static ObjectNode role(String arn) {
        return JsonNodeFactory.instance.objectNode().put("RoleArn", arn);
    }

    @Test
    void leaveToAssumeARoleIsAtItsPath() {
        assertThat(StsOperation.ASSUME_ROLE.leave(role("arn:aws:iam::123456789012:role/app")))
                .isEqualTo(new Leave(Operation.UPDATE, "sts/assume-role/app"));
        assertThat(StsOperation.ASSUME_ROLE.leave(role("junk")).path())
                .isEqualTo("sts/assume-role/*");
        assertThat(
                        StsOperation.GET_CALLER_IDENTITY
                                .leave(JsonNodeFactory.instance.objectNode())
                                .operation())
                .isEqualTo(Operation.READ);
    }

    @ParameterizedTest
    @EnumSource(StsOperation.class)
    void eachIsFoundByItsNameAndIsNoneToCome(StsOperation operation) {
        assertThat(StsOperation.find(operation.wireName())).isEqualTo(operation);
        assertThat(StsOperation.notYet(operation.wireName())).isFalse();
        assertThat(AwsOperation.find(operation.wireName())).isNull();
    }

    @Test
    void whatWouldNarrowASessionIsRefusedByItsName() {
        assertThat(StsOperation.ASSUME_ROLE.refusal("RoleArn")).isNull();
        assertThat(StsOperation.ASSUME_ROLE.refusal("Policy"))
                .startsWith("Policy is not supported");
        assertThat(StsOperation.ASSUME_ROLE.refusal("Tags.member.1.Key"))
                .startsWith("Tags is not supported");
        assertThat(StsOperation.GET_CALLER_IDENTITY.refusal("hunter2"))
                .isEqualTo(
                        "The request has a parameter that GetCallerIdentity does not have; it has none")
                .doesNotContain("hunter2");
    }
}
