package io.sealwright.server.engine.kv;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealwright.policy.Operation;
import io.sealwright.server.engine.EngineHarness;
import io.sealwright.server.engine.Reply;
import io.sealwright.server.spi.Mount;
import io.sealwright.server.token.LeaseLimits;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * KV v2 through its routes; the answers are those recorded from the peer, except where a comment
 * says so.
 */
class KvV2Test {
    private static EngineHarness node;
    private static KvEngineType engine;
    private Mount mount;

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
        mount = node.mount("secret/", engine, Map.of("version", "2"));
    }

    private static Reply write(String path, String data) {
        return node.post("secret/data/" + path, "{\"data\":" + data + "}");
    }

    private static Reply write(String path, String data, String cas) {
        return node.post(
                "secret/data/" + path, "{\"data\":" + data + ",\"options\":{\"cas\":" + cas + "}}");
    }

    private static void refused(Reply reply, int status, String error) {
        assertThat(reply.status()).as(reply.toString()).isEqualTo(status);
        assertThat(reply.errors()).containsExactly(error);
    }

    private static void plainNotFound(Reply reply) {
        assertThat(reply).isEqualTo(new Reply(reply.operation(), 404, "", List.of(), List.of(), 0));
    }

    // Writing and reading.

    @Test
    void aWriteAnswersTheVersionsMetadata() {
        Reply first = write("a", "{\"k\":\"v\"}");
        assertThat(first.status()).isEqualTo(200);
        assertThat(first.operation()).isEqualTo(Operation.CREATE);
        assertThat(first.json())
                .isEqualTo(
                        "{\"created_time\":\""
                                + KvJson.time(node.now())
                                + "\",\"custom_metadata\":null,"
                                + "\"deletion_time\":\"\",\"destroyed\":false,\"version\":1}");
        Reply second = write("a", "{\"k\":\"w\"}");
        assertThat(second.operation()).isEqualTo(Operation.UPDATE);
        assertThat(second.text("/version")).isEqualTo("2");
        assertThat(node.get("secret/data/a").text("/data/k")).isEqualTo("w");
        assertThat(node.get("secret/data/a?version=1").text("/data/k")).isEqualTo("v");
        assertThat(node.get("secret/data/a").names("")).containsExactly("data", "metadata");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "null",
                "{\"n\":12345678901234567890,\"big\":123456789012345678901234567890,\"f\":1.10,\"e\":1E3,\"z\":-0.0}",
                "{ \"order\" : 1 ,\n \"a\":[ 1 , {\"x\": null} ], \"<&>\":\"\\u00e9\\/\" }",
                "{\"ü\":\"caf\u00e9 \ud83d\ude00\",\"q\\\"\":\"}\\\\\"}"
            })
    void dataComesBackByteForByte(String data) {
        assertThat(
                        node.post("secret/data/a", " {\"options\":{}, \"data\" : " + data + "\n}")
                                .status())
                .isEqualTo(200);
        Reply read = node.get("secret/data/a");
        assertThat(read.json()).startsWith("{\"data\":" + data + ",\"metadata\":{");
    }

    @Test
    void anEscapedNameOfTheDataMemberIsTheSameName() {
        assertThat(node.post("secret/data/a", "{\"d\\u0061ta\":{\"x\":1}}").status())
                .isEqualTo(200);
        assertThat(node.get("secret/data/a").text("/data")).isEqualTo("{\"x\":1}");
    }

    @Test
    void parametersWithoutJsonTextAreStoredAsJson() {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.putObject("data").put("k", "v");
        assertThat(node.form(Operation.UPDATE, "secret/data/a", body).status()).isEqualTo(200);
        assertThat(node.get("secret/data/a").text("/data")).isEqualTo("{\"k\":\"v\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | no data provided",
                "{\"options\":{}} | no data provided",
                "{\"data\":\"x\"} | error converting input for field \"data\": expected an object",
                "{\"data\":[1]} | error converting input for field \"data\": expected an object",
                "{\"data\":5} | error converting input for field \"data\": expected an object"
            })
    void whatIsNoDataIsRefused(String body, String error) {
        refused(node.post("secret/data/a", body), 400, error);
        assertThat(node.items(mount)).isZero();
    }

    @Test
    void aMissingSecretOrVersionIsAPlain404() {
        plainNotFound(node.get("secret/data/none"));
        plainNotFound(node.get("secret/data/"));
        plainNotFound(node.get("secret/data/a/"));
        write("a", "{}");
        plainNotFound(node.get("secret/data/a?version=2"));
        plainNotFound(node.get("secret/metadata/none"));
        plainNotFound(node.get("secret/metadata/"));
    }

    @Test
    void versionZeroAndLessIsTheCurrentOne() {
        write("a", "{\"k\":1}");
        assertThat(node.get("secret/data/a?version=0").text("/metadata/version")).isEqualTo("1");
        assertThat(node.get("secret/data/a?version=-1").text("/metadata/version")).isEqualTo("1");
        assertThat(node.get("secret/data/a?version=x").status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"secret/data/a/", "secret/data/", "secret/metadata/a/", "secret/delete/a/"})
    void nothingIsWrittenToAPathThatEndsWithASlash(String path) {
        refused(
                node.post(path, "{\"data\":{},\"versions\":[1]}"),
                400,
                "cannot write to a path ending in '/'");
    }

    @Test
    void aPathHasTheStoresLimit() {
        String longest = "p".repeat(4_096);
        assertThat(write(longest, "{}").status()).isEqualTo(200);
        assertThat(node.get("secret/data/" + longest).status()).isEqualTo(200);
        assertThat(write(longest + "p", "{}").status()).isEqualTo(400);
        assertThat(node.get("secret/data/" + longest + "p").status()).isEqualTo(400);
        assertThat(node.get("secret/data/a//b").status()).isEqualTo(400);
        assertThat(node.list("secret/metadata/" + longest).status()).isEqualTo(400);
    }

    @Test
    void aValueHasALimitThatTheRefusalNames() {
        int overhead = "{\"a\":\"\"}".length();
        assertThat(write("a", "{\"a\":\"" + "x".repeat((1 << 20) - overhead) + "\"}").status())
                .isEqualTo(200);
        Reply refused = write("a", "{\"a\":\"" + "x".repeat((1 << 20) - overhead + 1) + "\"}");
        refused(refused, 413, "the value has 1048577 bytes; at most 1048576 are allowed");
        assertThat(node.get("secret/metadata/a").text("/current_version")).isEqualTo("1");
    }

    // Check and set.

    @Test
    void checkAndSet() {
        String mismatch = "check-and-set parameter did not match the current version";
        refused(write("a", "{}", "1"), 400, mismatch);
        assertThat(write("a", "{}", "0").status()).isEqualTo(200);
        refused(write("a", "{}", "0"), 400, mismatch);
        refused(write("a", "{}", "null"), 400, mismatch);
        refused(write("a", "{}", "-1"), 400, mismatch);
        refused(write("a", "{}", "\"x\""), 400, "error parsing check-and-set parameter");
        refused(write("a", "{}", "1.5"), 400, "error parsing check-and-set parameter");
        refused(write("a", "{}", "[1]"), 400, "error parsing check-and-set parameter");
        assertThat(write("a", "{}", "1").text("/version")).isEqualTo("2");
        assertThat(write("a", "{}", "\"2\"").text("/version")).isEqualTo("3");
        // The number of a deleted version still counts.
        node.delete("secret/data/a");
        refused(write("a", "{}", "0"), 400, mismatch);
        assertThat(write("a", "{}", "3").text("/version")).isEqualTo("4");
        assertThat(node.post("secret/data/a", "{\"data\":{},\"options\":\"x\"}").status())
                .isEqualTo(400);
    }

    @Test
    void checkAndSetCanBeDemandedByMountAndBySecret() {
        String required = "check-and-set parameter required for this call";
        node.post("secret/config", "{\"cas_required\":true}");
        refused(write("a", "{}"), 400, required);
        assertThat(write("a", "{}", "0").status()).isEqualTo(200);
        refused(node.patch("secret/data/a", "{\"data\":{}}"), 400, required);
        node.post("secret/config", "{\"cas_required\":false}");
        assertThat(write("a", "{}").status()).isEqualTo(200);
        node.post("secret/metadata/a", "{\"cas_required\":true}");
        refused(write("a", "{}"), 400, required);
        assertThat(write("a", "{}", "2").status()).isEqualTo(200);
    }

    // Deleting.

    @Test
    void aDeletedVersionIsA404WithItsMetadata() {
        write("a", "{\"k\":1}");
        node.pass(Duration.ofSeconds(7));
        String deletedAt = KvJson.time(node.now());
        assertThat(node.delete("secret/data/a").status()).isEqualTo(204);
        node.pass(Duration.ofSeconds(7));
        assertThat(node.delete("secret/data/a").status()).isEqualTo(204);
        Reply read = node.get("secret/data/a");
        assertThat(read.status()).isEqualTo(404);
        assertThat(read.errors()).isEmpty();
        assertThat(read.text("/data")).isEqualTo("null");
        assertThat(read.text("/metadata/deletion_time")).isEqualTo(deletedAt);
        assertThat(read.text("/metadata/destroyed")).isEqualTo("false");
        assertThat(node.get("secret/metadata/a").text("/current_version")).isEqualTo("1");
        assertThat(node.delete("secret/data/none").status()).isEqualTo(204);
        assertThat(node.delete("secret/data/").status()).isEqualTo(204);
    }

    @Test
    void versionsAreDeletedUndeletedAndDestroyedByNumber() {
        write("a", "{\"k\":1}");
        write("a", "{\"k\":2}");
        write("a", "{\"k\":3}");
        assertThat(node.post("secret/delete/a", "{\"versions\":[\"1\",2,99]}").status())
                .isEqualTo(204);
        assertThat(node.get("secret/data/a?version=1").status()).isEqualTo(404);
        assertThat(node.get("secret/data/a").text("/data/k")).isEqualTo("3");
        assertThat(node.post("secret/undelete/a", "{\"versions\":\"1,2\"}").status())
                .isEqualTo(204);
        assertThat(node.get("secret/data/a?version=1").text("/data/k")).isEqualTo("1");
        assertThat(node.items(mount)).isEqualTo(3);
        assertThat(node.post("secret/destroy/a", "{\"versions\":[2,2]}").status()).isEqualTo(204);
        assertThat(node.items(mount)).as("the payload is gone").isEqualTo(2);
        Reply destroyed = node.get("secret/data/a?version=2");
        assertThat(destroyed.status()).isEqualTo(404);
        assertThat(destroyed.text("/metadata/destroyed")).isEqualTo("true");
        assertThat(destroyed.text("/data")).isEqualTo("null");
        node.post("secret/undelete/a", "{\"versions\":[2]}");
        assertThat(node.get("secret/data/a?version=2").status()).isEqualTo(404);
        assertThat(node.get("secret/metadata/a").text("/versions/2/destroyed")).isEqualTo("true");
    }

    @ParameterizedTest
    @CsvSource({
        "delete,No version number provided",
        "undelete,No version number provided",
        "destroy,no version number provided"
    })
    void versionsMustBeNamed(String what, String error) {
        write("a", "{}");
        refused(node.post("secret/" + what + "/a", "{}"), 400, error);
        refused(node.post("secret/" + what + "/a", "{\"versions\":[]}"), 400, error);
        assertThat(node.post("secret/" + what + "/a", "{\"versions\":[\"x\"]}").status())
                .isEqualTo(400);
        assertThat(node.post("secret/" + what + "/none", "{\"versions\":[1]}").status())
                .isEqualTo(204);
        plainNotFound(node.get("secret/metadata/none"));
        assertThat(node.get("secret/" + what + "/a").status()).isEqualTo(405);
    }

    @Test
    void deletingMetadataRemovesEverything() {
        node.post("secret/metadata/a", "{\"delete_version_after\":\"1h\"}");
        write("a", "{\"k\":1}");
        write("a", "{\"k\":2}");
        int due = node.dueEntries();
        assertThat(node.delete("secret/metadata/a").status()).isEqualTo(204);
        assertThat(node.items(mount)).isZero();
        assertThat(node.dueEntries()).isEqualTo(due - 2);
        plainNotFound(node.get("secret/metadata/a"));
        plainNotFound(node.list("secret/metadata"));
        assertThat(node.delete("secret/metadata/a").status()).isEqualTo(204);
        assertThat(write("a", "{}").text("/version")).isEqualTo("1");
    }

    // Deletion by time.

    @Test
    void aVersionIsDeletedWhenItsTimeIsOver() {
        node.post("secret/metadata/a", "{\"delete_version_after\":\"30m\"}");
        Reply written = write("a", "{\"k\":1}");
        assertThat(written.text("/deletion_time"))
                .isEqualTo(KvJson.time(node.now().plus(Duration.ofMinutes(30))));
        node.pass(Duration.ofMinutes(30).minusNanos(1));
        assertThat(node.get("secret/data/a").status()).isEqualTo(200);
        node.pass(Duration.ofNanos(1));
        Reply gone = node.get("secret/data/a");
        assertThat(gone.status()).isEqualTo(404);
        assertThat(gone.text("/metadata/deletion_time")).isEqualTo(written.text("/deletion_time"));
        assertThat(node.runDue(new KvExpiry(node.events()))).isPositive();
        Reply marked = node.get("secret/data/a");
        assertThat(marked.json()).isEqualTo(gone.json());
        node.post("secret/undelete/a", "{\"versions\":[1]}");
        assertThat(node.get("secret/data/a").text("/metadata/deletion_time")).isEmpty();
    }

    @Test
    void whatWasUndeletedOrReplacedIsNotDeletedByAnOldEntry() {
        node.post("secret/metadata/a", "{\"delete_version_after\":\"10s\"}");
        int before = node.dueEntries();
        write("a", "{\"k\":1}");
        assertThat(node.dueEntries()).isEqualTo(before + 1);
        node.post("secret/undelete/a", "{\"versions\":[1]}");
        assertThat(node.dueEntries()).isEqualTo(before);
        node.pass(Duration.ofSeconds(11));
        node.runDue(new KvExpiry(node.events()));
        assertThat(node.get("secret/data/a").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"2m,5m,120", "20m,5m,300", "0s,5m,300", "2m,0s,120", "-5s,5m,", "0s,0s,"})
    void theShorterTimeOfMountAndSecretHolds(String mounts, String own, Integer seconds) {
        node.post("secret/config", "{\"delete_version_after\":\"" + mounts + "\"}");
        node.post("secret/metadata/a", "{\"delete_version_after\":\"" + own + "\"}");
        String expected = seconds == null ? "" : KvJson.time(node.now().plusSeconds(seconds));
        assertThat(write("a", "{}").text("/deletion_time")).isEqualTo(expected);
    }

    // Keeping.

    @Test
    void tenVersionsAreKeptUnlessSomethingElseIsSaid() {
        for (int i = 0; i < 12; i++) {
            write("a", "{\"k\":" + i + "}");
        }
        Reply metadata = node.get("secret/metadata/a");
        assertThat(metadata.names("/versions"))
                .containsExactly("3", "4", "5", "6", "7", "8", "9", "10", "11", "12");
        assertThat(metadata.text("/oldest_version")).isEqualTo("3");
        assertThat(node.items(mount)).isEqualTo(10);
        plainNotFound(node.get("secret/data/a?version=2"));
    }

    @Test
    void theLargerLimitOfMountAndSecretHolds() {
        node.post("secret/config", "{\"max_versions\":5}");
        node.post("secret/metadata/a", "{\"max_versions\":2}");
        for (int i = 0; i < 7; i++) {
            write("a", "{}");
        }
        assertThat(node.get("secret/metadata/a").names("/versions"))
                .containsExactly("3", "4", "5", "6", "7");
        node.post("secret/metadata/a", "{\"max_versions\":7}");
        for (int i = 0; i < 9; i++) {
            write("a", "{}");
        }
        assertThat(node.get("secret/metadata/a").names("/versions"))
                .containsExactly("10", "11", "12", "13", "14", "15", "16");
        node.post("secret/config", "{\"max_versions\":0}");
        node.post("secret/metadata/a", "{\"max_versions\":1}");
        write("a", "{}");
        assertThat(node.get("secret/metadata/a").names("/versions")).containsExactly("17");
        // One config and one version.
        assertThat(node.items(mount)).isEqualTo(2);
    }

    // Settings of the mount.

    @Test
    void theMountsSettings() {
        assertThat(node.get("secret/config").json())
                .isEqualTo(
                        "{\"cas_required\":false,\"delete_version_after\":\"0s\",\"max_versions\":0,"
                                + "\"metadata_cas_required\":false}");
        assertThat(
                        node.post(
                                        "secret/config",
                                        "{\"max_versions\":3,\"delete_version_after\":\"10h\"}")
                                .status())
                .isEqualTo(204);
        assertThat(node.post("secret/config", "{\"cas_required\":\"true\"}").status())
                .isEqualTo(204);
        assertThat(node.get("secret/config").json())
                .isEqualTo(
                        "{\"cas_required\":true,\"delete_version_after\":\"10h0m0s\",\"max_versions\":3,"
                                + "\"metadata_cas_required\":false}");
        node.post("secret/config", "{\"delete_version_after\":\"-5s\"}");
        assertThat(node.get("secret/config").text("/delete_version_after")).isEqualTo("-1s");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"max_versions\":\"abc\"}",
                "{\"cas_required\":\"maybe\"}",
                "{\"delete_version_after\":\"abc\"}",
                // The peer stores 4294967292 for -4, and keeps as many as one asks for.
                "{\"max_versions\":-4}",
                "{\"max_versions\":5001}"
            })
    void settingsThatCannotBeAreRefused(String body) {
        assertThat(node.post("secret/config", body).status()).isEqualTo(400);
        assertThat(node.post("secret/metadata/a", body).status()).isEqualTo(400);
        assertThat(node.items(mount)).isZero();
        plainNotFound(node.get("secret/metadata/a"));
    }
}
