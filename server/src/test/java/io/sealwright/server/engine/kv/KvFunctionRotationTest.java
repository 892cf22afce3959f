package io.sealwright.server.engine.kv;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealwright.rotation.RotationStep;
import io.sealwright.server.aws.AwsOperation;
import io.sealwright.server.rotation.RotationDriver;
import io.sealwright.server.rotation.RotationDriver.Fate;
import io.sealwright.server.spi.RawJson;
import io.sealwright.server.spi.RequestFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.POJONode;

/**
 * Rotations by a function that writes the new value itself, as those that AWS has published do:
 * whatever fails and whoever dies, readers never get a value that was not tested, and in the end
 * they get what the target takes.
 */
class KvFunctionRotationTest extends RotationFixture {
    private static final String TOKEN = "11111111-2222-3333-4444-555555555555";
    private static final String ARN =
            "arn:aws:lambda:eu-central-1:123456789012:function:" + RotationDriver.ROTATOR + ":live";

    private final List<String> events = new ArrayList<>();
    private AwsCalls aws;
    private int made;

    @BeforeEach
    void function() {
        aws = new AwsCalls(node, engine, mount);
        driver.defineFunction(this::lambda);
        ok(node.post("secret/data/db", "{\"data\":" + OLD + "}"));
        driver.value(OLD);
    }

    private String lambda(RotationStep step, String id, String token, String rotationToken) {
        events.add(step.word());
        JsonNode versions =
                aws.call(AwsOperation.DESCRIBE_SECRET, AwsCalls.secret(id))
                        .get("VersionIdsToStages");
        List<String> labels = texts(versions.get(token));
        if (labels.contains("AWSCURRENT")) {
            return "";
        }
        assertThat(labels).as("the version is announced").contains("AWSPENDING");
        readersGetTheOld();
        String wrong =
                switch (step) {
                    case CREATE -> create(id, token, rotationToken);
                    case SET -> set(id, token);
                    case TEST -> driver.value().equals(pending(id, token)) ? "" : "does not work";
                    case FINISH -> finish(id, token, versions);
                    case UNDO, VERIFY -> throw new AssertionError(step);
                };
        if (step != RotationStep.FINISH) {
            readersGetTheOld();
        }
        return wrong;
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        if (array != null) {
            array.forEach(one -> texts.add(one.stringValue()));
        }
        return texts;
    }

    private void readersGetTheOld() {
        assertThat(current()).isEqualTo(OLD);
        assertThat(node.get("secret/data/db?version=2").status()).isNotEqualTo(200);
        assertThat(value(AwsCalls.secret("db"))).isEqualTo(OLD);
    }

    private String value(ObjectNode which) {
        POJONode value =
                (POJONode) aws.call(AwsOperation.GET_SECRET_VALUE, which).get("SecretString");
        RawJson json = (RawJson) Objects.requireNonNull(value.getPojo());
        return JsonMapper.shared().readTree(json.utf8()).stringValue();
    }

    private static ObjectNode version(String id, String token) {
        return AwsCalls.secret(id).put("VersionId", token).put("VersionStage", "AWSPENDING");
    }

    private String pending(String id, String token) {
        return value(version(id, token));
    }

    private static ObjectNode put(String id, String token, String value) {
        return AwsCalls.secret(id)
                .put("ClientRequestToken", token)
                .put("SecretString", value)
                .set("VersionStages", AwsSecret.texts(List.of("AWSPENDING")));
    }

    private String create(String id, String token, String rotationToken) {
        try {
            String there = pending(id, token);
            assertThat(there).isNotEqualTo(OLD);
        } catch (RequestFailure e) {
            String value = "{\"user\":\"app\",\"password\":\"new " + made++ + "\"}";
            assertThat(
                            aws.refused(
                                    AwsOperation.PUT_SECRET_VALUE,
                                    put(id, token, value).put("RotationToken", "0".repeat(64))))
                    .isEqualTo("InvalidParameterException");
            assertThat(
                            aws.refused(
                                    AwsOperation.PUT_SECRET_VALUE,
                                    put(id, token, value).without("VersionStages")))
                    .isEqualTo("InvalidRequestException");
            aws.call(
                    AwsOperation.PUT_SECRET_VALUE,
                    put(id, token, value).put("RotationToken", rotationToken));
        }
        return "";
    }

    private String set(String id, String token) {
        driver.value(pending(id, token));
        assertThat(aws.refused(AwsOperation.UPDATE_SECRET_VERSION_STAGE, move(id, token, token)))
                .isNotEmpty();
        return "";
    }

    private static ObjectNode move(String id, String from, String to) {
        return AwsCalls.secret(id)
                .put("VersionStage", "AWSCURRENT")
                .put("RemoveFromVersionId", from)
                .put("MoveToVersionId", to);
    }

    private String finish(String id, String token, JsonNode versions) {
        String current =
                versions.propertyStream()
                        .filter(version -> texts(version.getValue()).contains("AWSCURRENT"))
                        .findFirst()
                        .orElseThrow()
                        .getKey();
        aws.call(AwsOperation.UPDATE_SECRET_VERSION_STAGE, move(id, current, token));
        return "";
    }

    private static ObjectNode rotation() {
        return AwsCalls.secret("db")
                .put("ClientRequestToken", TOKEN)
                .put("RotationLambdaARN", ARN)
                .set(
                        "RotationRules",
                        JsonNodeFactory.instance.objectNode().put("AutomaticallyAfterDays", 30));
    }

    private ObjectNode described() {
        return aws.call(AwsOperation.DESCRIBE_SECRET, AwsCalls.secret("db"));
    }

    private void succeeded() {
        assertThat(status("last_outcome")).isEqualTo("succeeded");
        assertThat(driver.value()).isEqualTo(current()).isNotEqualTo(OLD);
        assertThat(currentVersion()).isEqualTo("2");
        assertThat(texts(described().get("VersionIdsToStages").get(TOKEN)))
                .containsExactly("AWSCURRENT");
        assertThat(described().has("LastRotatedDate")).isTrue();
        assertThat(made).as("one new value for one token").isEqualTo(1);
    }

    @Test
    void itGoesThroughTheFourSteps() {
        ObjectNode answer = aws.call(AwsOperation.ROTATE_SECRET, rotation());
        assertThat(answer.get("VersionId").stringValue()).isEqualTo(TOKEN);
        assertThat(aws.call(AwsOperation.ROTATE_SECRET, rotation())).isEqualTo(answer);
        assertThat(
                        aws.refused(
                                AwsOperation.ROTATE_SECRET,
                                rotation().put("ClientRequestToken", "x".repeat(32))))
                .isEqualTo("InvalidRequestException");
        driver.run();
        assertThat(events).containsExactly("create", "set", "test", "finish");
        succeeded();
        assertThat(aws.call(AwsOperation.ROTATE_SECRET, rotation())).isEqualTo(answer);
        assertThat(status("token")).as("it is not done again").isEmpty();
        ObjectNode shown = described();
        assertThat(shown.get("RotationEnabled").booleanValue()).isTrue();
        assertThat(shown.get("RotationLambdaARN").stringValue()).isEqualTo(ARN);
        assertThat(shown.at("/RotationRules/AutomaticallyAfterDays").intValue()).isEqualTo(30);
        assertThat(shown.get("NextRotationDate").decimalValue().longValue())
                .isEqualTo(node.now().plus(Duration.ofDays(30)).getEpochSecond());
    }

    static Stream<Arguments> places() {
        return Stream.of(0, 1, 2, 3)
                .flatMap(at -> Stream.of(false, true).map(after -> Arguments.of(at, after)));
    }

    @ParameterizedTest
    @MethodSource("places")
    void whereverALeaderDiesTheNextOneFinishes(int at, boolean after) {
        aws.call(AwsOperation.ROTATE_SECRET, rotation());
        driver.fate(crash(at, after));
        assertThat(driver.run()).isFalse();
        driver.fate(RotationDriver.reliable());
        settle();
        succeeded();
    }

    @ParameterizedTest
    @MethodSource("places")
    void whateverFailsIsDoneAgainFromTheStart(int at, boolean after) {
        RotationStep step = RotationStep.values()[at];
        aws.call(AwsOperation.ROTATE_SECRET, rotation());
        driver.fate(failing(step, 2, after));
        driver.run();
        assertThat(status("state")).isEqualTo("rotating");
        assertThat(status("last_error")).isEqualTo(step.word() + ": broken");
        assertThat(driver.counted("failures")).isEqualTo(1);
        assertThat(driver.overdue()).isEqualTo(1);
        settle();
        succeeded();
    }

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 60);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whateverHappensItSucceedsInTheEnd(long seed) {
        Random random = new Random(seed);
        aws.call(AwsOperation.ROTATE_SECRET, rotation());
        driver.fate(
                new Fate() {
                    private String maybe() {
                        if (random.nextInt(5) == 0) {
                            throw new RotationDriver.Crash();
                        }
                        return random.nextInt(4) == 0 ? "broken" : "";
                    }

                    @Override
                    public String before(RotationStep step, int call) {
                        return maybe();
                    }

                    @Override
                    public String after(RotationStep step, int call) {
                        return maybe();
                    }
                });
        for (int i = 0; i < 8; i++) {
            driver.run();
            node.pass(Duration.ofSeconds(20));
        }
        driver.fate(RotationDriver.reliable());
        settle();
        succeeded();
    }

    @Test
    void aFunctionThatDoesNothingNeverFinishes() {
        driver.defineFunction((_, _, _, _) -> "");
        aws.call(AwsOperation.ROTATE_SECRET, rotation());
        driver.run();
        assertThat(status("last_error")).startsWith("create: the function has not put");
        assertThat(current()).isEqualTo(OLD);
    }

    @Test
    void whatIsCancelledLeavesItsPendingVersion() {
        aws.call(AwsOperation.ROTATE_SECRET, rotation());
        driver.fate(failing(RotationStep.TEST, 1, false));
        driver.run();
        ObjectNode cancelled = aws.call(AwsOperation.CANCEL_ROTATE_SECRET, AwsCalls.secret("db"));
        assertThat(cancelled.get("VersionId").stringValue()).isEqualTo(TOKEN);
        ObjectNode shown = described();
        assertThat(shown.get("RotationEnabled").booleanValue()).isFalse();
        assertThat(shown.has("NextRotationDate")).isFalse();
        assertThat(texts(shown.get("VersionIdsToStages").get(TOKEN))).containsExactly("AWSPENDING");
        assertThat(node.get("secret/rotation/db").text("/enabled")).isEqualTo("false");
        assertThat(node.post("secret/rotate/db", "{}").status()).isEqualTo(400);
        node.pass(Duration.ofDays(100));
        int before = events.size();
        driver.run();
        assertThat(events).hasSize(before);
        readersGetTheOld();
        ObjectNode again = rotation().put("ClientRequestToken", "y".repeat(32));
        assertThat(aws.refused(AwsOperation.ROTATE_SECRET, again))
                .isEqualTo("InvalidRequestException");
        aws.call(
                AwsOperation.UPDATE_SECRET_VERSION_STAGE,
                AwsCalls.secret("db")
                        .put("VersionStage", "AWSPENDING")
                        .put("RemoveFromVersionId", TOKEN));
        aws.call(AwsOperation.ROTATE_SECRET, again);
        assertThat(described().get("RotationEnabled").booleanValue()).isTrue();
    }

    @Test
    void withoutRotatingAtOnceTheTestAloneIsTried() {
        String before = node.get("secret/metadata/db").text("/versions");
        List<String> tested = new ArrayList<>();
        driver.defineFunction((step, id, token, _) -> {
            events.add(step.word());
            tested.add(pending(id, token));
            return "";
        });
        aws.call(AwsOperation.ROTATE_SECRET, rotation().put("RotateImmediately", false));
        driver.run();
        assertThat(events).containsExactly("test");
        assertThat(tested).containsExactly(OLD);
        assertThat(node.get("secret/metadata/db").text("/versions")).isEqualTo(before);
        assertThat(described().get("VersionIdsToStages").has(TOKEN)).isFalse();
        assertThat(described().get("RotationEnabled").booleanValue()).isTrue();
        assertThat(status("token")).isEmpty();
        assertThat(status("next")).isEqualTo(status("due")).isNotEmpty();
    }

    @Test
    void whatKvHasSetIsTheSameRotation() {
        ok(
                node.post(
                        "secret/rotation/db",
                        "{\"rotator\":\"target\",\"schedule_expression\":\"rate(10 days)\"}"));
        assertThat(described().at("/RotationRules/ScheduleExpression").stringValue())
                .isEqualTo("rate(10 days)");
        assertThat(described().get("RotationLambdaARN").stringValue())
                .isEqualTo("arn:aws:lambda:eu-central-1:123456789012:function:target");
        ok(node.post("secret/rotate/db", "{}"));
        driver.run();
        assertThat(status("last_outcome")).isEqualTo("succeeded");
        assertThat(driver.value()).isEqualTo(current()).isNotEqualTo(OLD);
    }

    @ParameterizedTest
    @ValueSource(strings = {"generator", "target"})
    void aVersionThatTheServerWritesIsNobodysElse(String rotator) {
        driver.defineRotator(false);
        aws.call(
                AwsOperation.ROTATE_SECRET,
                rotation().put("RotationLambdaARN", ARN.replace("target:live", rotator)));
        assertThat(aws.refused(AwsOperation.PUT_SECRET_VALUE, put("db", TOKEN, "x")))
                .isEqualTo("InvalidRequestException");
        assertThat(aws.refused(AwsOperation.PUT_SECRET_VALUE, put("db", "z".repeat(32), "x")))
                .isEqualTo("InvalidRequestException");
    }
}
