package io.sealwright.server.engine.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.server.aws.AwsOperation;
import io.sealwright.server.engine.EngineHarness;
import io.sealwright.server.spi.Failure;
import io.sealwright.server.spi.Mount;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.ResourceDecision;
import io.sealwright.server.token.LeaseLimits;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

/** Resource policies as a secret of the store carries them, and what they say to requests. */
class AwsResourcePolicyTest {
    private static EngineHarness node;
    private static KvEngineType engine;

    private AwsCalls app;
    private AwsCalls bob;

    @BeforeAll
    static void open() {
        node = EngineHarness.open();
        engine =
                new KvEngineType(
                        node.barrier(),
                        node.random(),
                        node.limits(),
                        LeaseLimits.VAULT,
                        node.events(),
                        OneMount.regions());
    }

    @AfterAll
    static void close() {
        node.close();
    }

    @BeforeEach
    void mount() {
        Mount mount = node.mount("secret/", engine, Map.of("version", "2"));
        app = new AwsCalls(node, engine, mount);
        bob = app.by("bob");
        node.post("secret/data/db", "{\"data\":{\"pw\":\"1\"}}");
        node.post("secret/data/db", "{\"data\":{\"pw\":\"2\"}}");
    }

    private static ObjectNode db() {
        return AwsCalls.secret("db");
    }

    private static String statement(String effect, String principal, String rest) {
        return "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Sid\":\"One\",\"Effect\":\""
                + effect
                + "\",\"Principal\":"
                + principal
                + ",\"Resource\":\"*\","
                + rest
                + "}]}";
    }

    private static String ofBob(String effect, String rest) {
        return statement(
                effect, "{\"AWS\":\"arn:aws:iam::" + AwsCalls.ACCOUNT + ":user/bob\"}", rest);
    }

    private void put(String policy) {
        app.call(AwsOperation.PUT_RESOURCE_POLICY, db().put("ResourcePolicy", policy));
    }

    private static void refused(String code, Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        RequestFailure.class,
                        e -> assertThat(((Failure.Named) e.failure()).code()).isEqualTo(code));
    }

    private static String said(ResourceDecision decision) {
        return switch (decision) {
            case ResourceDecision.Silent _ -> "silent";
            case ResourceDecision.Allowed _ -> "allow";
            case ResourceDecision.Denied _ -> "deny";
        };
    }

    @Test
    void aPolicyIsPutReadListedAndDeleted() {
        ObjectNode none = app.call(AwsOperation.GET_RESOURCE_POLICY, db());
        assertThat(none.has("ResourcePolicy")).isFalse();
        assertThat(none.get("Name").stringValue()).isEqualTo("db");
        String policy = ofBob("Allow", "\"Action\":\"secretsmanager:GetSecretValue\"");
        put(policy);
        ObjectNode got = app.call(AwsOperation.GET_RESOURCE_POLICY, db());
        assertThat(got.get("ResourcePolicy").stringValue()).isEqualTo(policy);
        assertThat(app.call(AwsOperation.LIST_RESOURCE_POLICIES, db()).toString())
                .isEqualTo("{\"ResourcePolicies\":[{\"PolicyName\":\"default\"}]}");
        app.call(AwsOperation.DELETE_RESOURCE_POLICY, db());
        assertThat(app.call(AwsOperation.GET_RESOURCE_POLICY, db()).has("ResourcePolicy"))
                .isFalse();
        assertThat(said(bob.decide(AwsOperation.GET_SECRET_VALUE, db()))).isEqualTo("silent");
    }

    @Test
    void itSpeaksOfItsSecretAndWhoeverItNames() {
        put(ofBob("Allow", "\"Action\":\"secretsmanager:GetSecretValue\""));
        assertThat(said(bob.decide(AwsOperation.GET_SECRET_VALUE, db()))).isEqualTo("allow");
        assertThat(said(app.decide(AwsOperation.GET_SECRET_VALUE, db()))).isEqualTo("silent");
        assertThat(said(bob.decide(AwsOperation.PUT_SECRET_VALUE, db()))).isEqualTo("silent");
        assertThat(said(bob.decide(AwsOperation.GET_SECRET_VALUE, AwsCalls.secret("other"))))
                .isEqualTo("silent");
        assertThat(said(bob.decide(AwsOperation.LIST_SECRETS, db()))).isEqualTo("silent");
        assertThat(bob.decide(AwsOperation.GET_SECRET_VALUE, db()))
                .isEqualTo(new ResourceDecision.Allowed("resource policy: statement One"));
    }

    @Test
    void aPolicyCanAlwaysBeTakenAway() {
        put(statement("Deny", "\"*\"", "\"Action\":\"*\""));
        assertThat(said(app.decide(AwsOperation.GET_SECRET_VALUE, db()))).isEqualTo("deny");
        assertThat(said(app.decide(AwsOperation.PUT_RESOURCE_POLICY, db()))).isEqualTo("deny");
        assertThat(said(app.decide(AwsOperation.DELETE_RESOURCE_POLICY, db()))).isEqualTo("silent");
    }

    /** {@code AWSPREVIOUS} by whatever name it is asked for. */
    @ParameterizedTest
    @CsvSource({
        "VersionStage,AWSPREVIOUS,deny",
        "VersionStage,AWSCURRENT,silent",
        "VersionId,previous,deny",
        "VersionId,current,silent",
        "Other,x,silent"
    })
    void aStageIsThatOfWhatIsRead(String parameter, String value, String expected) {
        put(
                statement(
                        "Deny",
                        "\"*\"",
                        "\"Action\":\"*\",\"Condition\":{\"StringEquals\":"
                                + "{\"secretsmanager:VersionStage\":\"AWSPREVIOUS\"}}"));
        String stage = "AWS" + value.toUpperCase(Locale.ROOT);
        String asked = value;
        if (parameter.equals("VersionId")) {
            asked =
                    app.call(AwsOperation.GET_SECRET_VALUE, db().put("VersionStage", stage))
                            .get("VersionId")
                            .stringValue();
        }
        ObjectNode body = db().put(parameter, asked);
        assertThat(said(app.decide(AwsOperation.GET_SECRET_VALUE, body))).isEqualTo(expected);
    }

    @Test
    void tagsAndParametersAreFacts() {
        ObjectNode tags = db();
        tags.putArray("Tags").addObject().put("Key", "Team").put("Value", "blue");
        app.call(AwsOperation.TAG_RESOURCE, tags);
        put(
                statement(
                        "Deny",
                        "\"*\"",
                        "\"Action\":\"*\",\"Condition\":{\"StringEquals\":"
                                + "{\"aws:ResourceTag/team\":\"blue\"},\"NumericLessThan\":"
                                + "{\"secretsmanager:RecoveryWindowInDays\":14}}"));
        assertThat(said(app.decide(AwsOperation.DELETE_SECRET, window(7)))).isEqualTo("deny");
        assertThat(said(app.decide(AwsOperation.DELETE_SECRET, window(14)))).isEqualTo("silent");
        assertThat(said(app.decide(AwsOperation.DELETE_SECRET, db()))).isEqualTo("silent");
    }

    private static ObjectNode window(int days) {
        return db().put("RecoveryWindowInDays", days);
    }

    @Test
    void aRegionIsALabelToItsResource() {
        String arn = app.call(AwsOperation.DESCRIBE_SECRET, db()).get("ARN").stringValue();
        put(
                statement("Deny", "\"*\"", "\"Action\":\"*\"")
                        .replace("\"*\",\"A", '"' + arn + "\",\"A"));
        assertThat(said(app.decide(AwsOperation.GET_SECRET_VALUE, db()))).isEqualTo("deny");
        assertThat(said(app.in("us-east-1").decide(AwsOperation.GET_SECRET_VALUE, db())))
                .isEqualTo("deny");
    }

    @Test
    void whatIsPublicIsRefusedWhereThatIsAskedFor() {
        String open = statement("Allow", "\"*\"", "\"Action\":\"*\"");
        ObjectNode body = db().put("ResourcePolicy", open).put("BlockPublicPolicy", true);
        refused("PublicPolicyException", () -> app.call(AwsOperation.PUT_RESOURCE_POLICY, body));
        refused("MalformedPolicyDocumentException", () -> put("{}"));
        refused(
                "InvalidParameterException",
                () ->
                        app.call(
                                AwsOperation.DELETE_RESOURCE_POLICY,
                                db().put("PolicyName", "other")));
        refused(
                "ResourceNotFoundException",
                () -> app.call(AwsOperation.GET_RESOURCE_POLICY, db().put("PolicyName", "other")));
        refused("ValidationException", () -> put("x".repeat(20_481)));
    }

    @Test
    void aPolicyIsValidatedWithoutBeingPut() {
        ObjectNode open =
                db().put("ResourcePolicy", statement("Allow", "\"*\"", "\"Action\":\"*\""));
        ObjectNode answer = app.call(AwsOperation.VALIDATE_RESOURCE_POLICY, open);
        assertThat(answer.get("PolicyValidationPassed").booleanValue()).isFalse();
        assertThat(answer.at("/ValidationErrors/0/CheckName").stringValue())
                .isEqualTo("PUBLIC_ACCESS");
        ObjectNode closed =
                db().put("ResourcePolicy", statement("Deny", "\"*\"", "\"Action\":\"*\""));
        answer = app.call(AwsOperation.VALIDATE_RESOURCE_POLICY, closed);
        assertThat(answer.at("/ValidationErrors/0/CheckName").stringValue()).isEqualTo("LOCKOUT");
        closed.remove("SecretId");
        answer = app.call(AwsOperation.VALIDATE_RESOURCE_POLICY, closed);
        assertThat(answer.toString())
                .isEqualTo("{\"PolicyValidationPassed\":true,\"ValidationErrors\":[]}");
        assertThat(said(app.decide(AwsOperation.GET_SECRET_VALUE, db()))).isEqualTo("silent");
    }
}
