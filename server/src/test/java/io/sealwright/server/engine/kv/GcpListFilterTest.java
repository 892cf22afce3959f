package io.sealwright.server.engine.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.server.spi.RequestFailure;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class GcpListFilterTest {
    private static final Set<String> FIELDS =
            Set.of(
                    "name",
                    "labels",
                    "annotations",
                    "createTime",
                    "expireTime",
                    "topics",
                    "rotation",
                    "replication",
                    "state",
                    "versionAliases");
    private static final ObjectNode SECRET =
            json(
                    "{'name':'projects/prod/secrets/Db-password','labels':{'env':'test','a':'b'},"
                            + "'annotations':{'a.b':'C'},'createTime':'2026-01-02T03:04:05.500Z',"
                            + "'topics':[{'name':'projects/p/topics/one'},{'name':'projects/p/topics/two'}],"
                            + "'rotation':{'rotationPeriod':'7200s'},'versionAliases':{'x':'10'},"
                            + "'replication':{'userManaged':{'replicas':[{'location':'us-east1'}]}},'state':'DISABLED'}");

    private static ObjectNode json(String text) {
        return (ObjectNode) JsonMapper.shared().readTree(text.replace('\'', '"'));
    }

    private static boolean matches(String filter) {
        return GcpListFilter.of(filter, FIELDS).matches(SECRET);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "password",
                "name:db",
                "name=Db-password",
                "name='projects/prod/secrets/Db-password'",
                "labels.env=test",
                "labels.env:TES",
                "labels:env",
                "labels.env:*",
                "annotations.a.b=C",
                "NOT labels.env=prod",
                "-labels.env=prod",
                "labels.env!=prod",
                "labels.none!=prod",
                "create_time>2026-01-01",
                "create_time>=2026-01-02T03:04:05.5Z",
                "createTime<\"2026-01-02T04:04:06+01:00\"",
                "topics:two",
                "topics.name=projects/p/topics/one",
                "rotation.rotation_period>3600s",
                "versionAliases.x>9",
                "replication.user_managed.replicas.location:(us-west1 OR us-east1)",
                "NOT expire_time:*",
                "state:(ENABLED OR DISABLED)",
                "name:x OR name:db AND labels.env=test",
                "(name:x AND name:y) OR name:db",
                "name:db labels.env=test"
            })
    void matching(String filter) {
        assertThat(matches(filter)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "prod",
                "name:projects",
                "name=db-password",
                "labels.env=TEST",
                "labels:prod",
                "labels.none:*",
                "expire_time:*",
                "expire_time<2030-01-01",
                "create_time>2026-01-03",
                "state:ENABLED",
                "state:ABLED",
                "name:db AND NOT labels.env=test",
                "name:db OR name:x AND labels.env=prod",
                "rotation.rotation_period<=7199s"
            })
    void notMatching(String filter) {
        assertThat(matches(filter)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "secretField:1",
                "name:",
                ":x",
                "name",
                "name:x AND",
                "AND name:x",
                "(name:x",
                "name:x)",
                "()",
                "name:'x",
                "create_time>soon",
                "rotation.rotation_period>long",
                "name::x",
                "NOT",
                "labels..a=1",
                "((((((((((((((((((name:x))))))))))))))))))"
            })
    void whatIsNoFilterIsRefusedAndNotRepeated(String filter) {
        if (filter.equals("name")) {
            // A word alone is looked for in names.
            assertThat(matches(filter)).isFalse();
            return;
        }
        assertThatThrownBy(() -> matches(filter))
                .isInstanceOf(RequestFailure.class)
                .hasMessageContaining("INVALID_ARGUMENT")
                .hasMessageNotContaining("secretField");
    }

    /** A filter of random shape, and the same condition written by hand. */
    private record Pair(String text, Predicate<ObjectNode> model) {}

    private static Pair random(Random random, int depth) {
        if (depth == 0 || random.nextInt(3) == 0) {
            boolean right = random.nextBoolean();
            return right
                    ? new Pair("labels.env=test", shown -> true)
                    : new Pair("labels.env=prod", shown -> false);
        }
        Pair left = random(random, depth - 1);
        Pair right = random(random, depth - 1);
        return switch (random.nextInt(4)) {
            case 0 ->
                    new Pair(
                            "(" + left.text + ") AND (" + right.text + ")",
                            left.model.and(right.model));
            case 1 ->
                    new Pair(
                            "(" + left.text + ") OR (" + right.text + ")",
                            left.model.or(right.model));
            case 2 ->
                    new Pair(
                            "(" + left.text + ") (" + right.text + ")",
                            left.model.and(right.model));
            default -> new Pair("NOT (" + left.text + ")", left.model.negate());
        };
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void filtersMeanWhatTheirPartsMean(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            Pair pair = random(random, 4);
            assertThat(matches(pair.text)).as(pair.text).isEqualTo(pair.model.test(SECRET));
        }
    }

    /** Whatever is sent is a filter or refused. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void noTextIsAFault(long seed) {
        Random random = new Random(seed);
        String[] parts = {
            "name",
            "labels.a",
            ":",
            "=",
            "(",
            ")",
            "AND",
            "OR",
            "NOT",
            "-",
            "x",
            "'",
            "\"",
            "*",
            " ",
            "<",
            ">",
            "!",
            "T1:2",
            "create_time"
        };
        for (int i = 0; i < 2_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int part = random.nextInt(8); part >= 0; part--) {
                text.append(parts[random.nextInt(parts.length)]);
            }
            try {
                matches(text.toString());
            } catch (RequestFailure refused) {
                assertThat(refused).hasMessageContaining("INVALID_ARGUMENT");
            }
        }
    }
}
