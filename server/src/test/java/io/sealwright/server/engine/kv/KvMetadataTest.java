package io.sealwright.server.engine.kv;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealwright.policy.Operation;
import io.sealwright.server.engine.EngineHarness;
import io.sealwright.server.engine.Reply;
import io.sealwright.server.token.LeaseLimits;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Metadata, patches, subkeys and listings of KV v2; the answers are the peer's, except where a
 * comment says so.
 */
class KvMetadataTest {
    private static EngineHarness node;
    private static KvEngineType engine;

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
        node.mount("secret/", engine, Map.of("version", "2"));
    }

    private static Reply write(String path, String data) {
        return node.post("secret/data/" + path, "{\"data\":" + data + "}");
    }

    private static void refused(Reply reply, String error) {
        assertThat(reply.status()).as(reply.toString()).isEqualTo(400);
        assertThat(reply.errors()).containsExactly(error);
    }

    // Metadata.

    @Test
    void metadataHasThePeersMembers() {
        String first = KvJson.time(node.now());
        write("a", "{}");
        node.pass(Duration.ofSeconds(1));
        String second = KvJson.time(node.now());
        write("a", "{}");
        assertThat(node.get("secret/metadata/a").json())
                .isEqualTo(
                        "{\"cas_required\":false,\"created_time\":\""
                                + first
                                + "\",\"current_metadata_version\":0,"
                                + "\"current_version\":2,\"custom_metadata\":null,\"delete_version_after\":\"0s\",\"max_versions\":0,"
                                + "\"metadata_cas_required\":false,\"oldest_version\":0,\"updated_time\":\""
                                + second
                                + "\","
                                + "\"versions\":{\"1\":{\"created_time\":\""
                                + first
                                + "\",\"deletion_time\":\"\","
                                + "\"destroyed\":false},\"2\":{\"created_time\":\""
                                + second
                                + "\",\"deletion_time\":\"\","
                                + "\"destroyed\":false}}}");
        node.pass(Duration.ofSeconds(1));
        node.delete("secret/data/a");
        assertThat(node.get("secret/metadata/a").text("/updated_time"))
                .as("a deletion is no update")
                .isEqualTo(second);
        node.post("secret/metadata/a", "{\"max_versions\":4}");
        assertThat(node.get("secret/metadata/a").text("/updated_time"))
                .isEqualTo(KvJson.time(node.now()));
    }

    @Test
    void metadataAloneMakesASecretWithoutVersions() {
        assertThat(node.post("secret/metadata/a", "{}").status()).isEqualTo(204);
        assertThat(node.get("secret/metadata/a").status()).as("nothing was said").isEqualTo(404);
        Reply made =
                node.post(
                        "secret/metadata/a",
                        "{\"max_versions\":2,\"cas_required\":true,\"delete_version_after\":\"30m\","
                                + "\"custom_metadata\":{\"n\":5,\"b\":true,\"a\":\"b\"}}");
        assertThat(made.status()).isEqualTo(204);
        assertThat(made.operation()).isEqualTo(Operation.CREATE);
        Reply metadata = node.get("secret/metadata/a");
        assertThat(metadata.text("/custom_metadata"))
                .isEqualTo("{\"a\":\"b\",\"b\":\"1\",\"n\":\"5\"}");
        assertThat(metadata.text("/delete_version_after")).isEqualTo("30m0s");
        assertThat(metadata.text("/current_version")).isEqualTo("0");
        assertThat(metadata.text("/versions")).isEqualTo("{}");
        assertThat(node.get("secret/data/a").json()).isEmpty();
        assertThat(node.get("secret/data/a").status()).isEqualTo(404);
        assertThat(node.patch("secret/data/a", "{\"data\":{},\"options\":{\"cas\":0}}").status())
                .isEqualTo(404);
        assertThat(node.delete("secret/data/a").status()).isEqualTo(204);
        assertThat(node.post("secret/metadata/a", "{\"max_versions\":3}").operation())
                .isEqualTo(Operation.UPDATE);
        node.post("secret/metadata/a", "{\"custom_metadata\":{}}");
        assertThat(node.get("secret/metadata/a").text("/custom_metadata")).isEqualTo("null");
        assertThat(node.get("secret/metadata/a").text("/max_versions")).isEqualTo("3");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"a\":\"\"} | length of value for key \"a\" is 0 but must be 0 < len(value) <= 512",
                "{\"a\":null} | length of value for key \"a\" is 0 but must be 0 < len(value) <= 512",
                "{\"\":\"x\"} | length of key \"\" is 0 but must be 0 < len(key) <= 128",
                "{\"a\\n\":\"x\"} | key \"a\\n\" contains unprintable characters",
                "{\"a\":\"x\\u0007\"} | value for key \"a\" contains unprintable characters"
            })
    void customMetadataHasVaultsLimits(String json, String error) {
        refused(
                node.post("secret/metadata/a", "{\"custom_metadata\":" + json + "}"),
                "1 error occurred:\n\t* custom_metadata validation failed: " + error + "\n\n");
    }

    @Test
    void customMetadataHasLimitsOfSize() {
        String prefix = "1 error occurred:\n\t* custom_metadata validation failed: ";
        assertThat(custom("k".repeat(128), "v".repeat(512)).status()).isEqualTo(204);
        refused(
                custom("k".repeat(129), "v"),
                prefix
                        + "length of key \""
                        + "k".repeat(129)
                        + "\" is 129 but must be 0 < len(key) <= 128\n\n");
        refused(
                custom("k", "ü".repeat(257)),
                prefix
                        + "length of value for key \"k\" is 514 but must be 0 < len(value) <= 512\n\n");
        assertThat(
                        node.post("secret/metadata/b", "{\"custom_metadata\":" + keys(64) + "}")
                                .status())
                .isEqualTo(204);
        refused(
                node.post("secret/metadata/b", "{\"custom_metadata\":" + keys(65) + "}"),
                prefix + "payload must contain at most 64 keys, provided 65\n\n");
        refused(
                node.patch("secret/metadata/b", "{\"custom_metadata\":{\"more\":\"x\"}}"),
                prefix + "payload must contain at most 64 keys, provided 65\n\n");
        assertThat(node.post("secret/metadata/b", "{\"custom_metadata\":\"x\"}").status())
                .isEqualTo(400);
        assertThat(
                        node.post("secret/metadata/b", "{\"custom_metadata\":{\"a\":{\"b\":1}}}")
                                .status())
                .isEqualTo(400);
        Reply several =
                node.post("secret/metadata/b", "{\"custom_metadata\":{\"a\":\"\",\"b\":\"\"}}");
        assertThat(several.errors().getFirst()).startsWith("2 errors occurred:\n\t* ");
    }

    private static Reply custom(String key, String value) {
        return node.post(
                "secret/metadata/a", "{\"custom_metadata\":{\"" + key + "\":\"" + value + "\"}}");
    }

    private static String keys(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "\"k" + i + "\":\"v\"")
                .collect(Collectors.joining(",", "{", "}"));
    }

    @Test
    void everyAnswerShowsCustomMetadata() {
        node.post("secret/metadata/a", "{\"custom_metadata\":{\"owner\":\"me\"}}");
        assertThat(write("a", "{}").text("/custom_metadata")).isEqualTo("{\"owner\":\"me\"}");
        assertThat(node.get("secret/data/a").text("/metadata/custom_metadata"))
                .isEqualTo("{\"owner\":\"me\"}");
    }

    @Test
    void metadataIsPatched() {
        assertThat(node.patch("secret/metadata/none", "{\"max_versions\":5}").status())
                .isEqualTo(404);
        node.post(
                "secret/metadata/a",
                "{\"cas_required\":true,\"delete_version_after\":90,\"custom_metadata\":{\"a\":\"b\",\"c\":\"d\"}}");
        assertThat(
                        node.patch(
                                        "secret/metadata/a",
                                        "{\"custom_metadata\":{\"a\":null,\"e\":\"f\"},\"max_versions\":7}")
                                .status())
                .isEqualTo(204);
        Reply patched = node.get("secret/metadata/a");
        assertThat(patched.text("/custom_metadata")).isEqualTo("{\"c\":\"d\",\"e\":\"f\"}");
        assertThat(patched.text("/max_versions")).isEqualTo("7");
        assertThat(patched.text("/delete_version_after")).isEqualTo("1m30s");
        assertThat(patched.text("/current_metadata_version")).isEqualTo("2");
        node.patch("secret/metadata/a", "{}");
        assertThat(node.get("secret/metadata/a").text("/current_metadata_version")).isEqualTo("2");
        node.patch(
                "secret/metadata/a",
                "{\"cas_required\":null,\"max_versions\":null,\"delete_version_after\":null,\"custom_metadata\":null}");
        Reply cleared = node.get("secret/metadata/a");
        assertThat(cleared.text("/cas_required")).isEqualTo("false");
        assertThat(cleared.text("/max_versions")).isEqualTo("0");
        // The peer leaves the time as it was, against the merge patch that it was sent.
        assertThat(cleared.text("/delete_version_after")).isEqualTo("0s");
        assertThat(cleared.text("/custom_metadata")).isEqualTo("null");
        assertThat(node.patch("secret/metadata/a", "{\"delete_version_after\":\"-1s\"}").status())
                .isEqualTo(400);
    }

    @Test
    void metadataHasItsOwnCheckAndSet() {
        String differs = "metadata check-and-set parameter does not match the current version";
        refused(
                node.post("secret/metadata/a", "{\"max_versions\":4,\"metadata_cas\":1}"),
                "metadata_cas must be 0 when creating new metadata");
        assertThat(
                        node.post("secret/metadata/a", "{\"max_versions\":4,\"metadata_cas\":0}")
                                .status())
                .isEqualTo(204);
        refused(node.post("secret/metadata/a", "{\"max_versions\":4,\"metadata_cas\":0}"), differs);
        assertThat(
                        node.post(
                                        "secret/metadata/a",
                                        "{\"metadata_cas_required\":true,\"metadata_cas\":1}")
                                .status())
                .isEqualTo(204);
        refused(
                node.patch("secret/metadata/a", "{\"max_versions\":4}"),
                "metadata check-and-set parameter required for this call");
        assertThat(
                        node.patch("secret/metadata/a", "{\"max_versions\":5,\"metadata_cas\":2}")
                                .status())
                .isEqualTo(204);
        write("a", "{}");
        assertThat(node.get("secret/metadata/a").text("/current_metadata_version")).isEqualTo("3");
        node.post("secret/config", "{\"metadata_cas_required\":true}");
        refused(
                node.post("secret/metadata/b", "{\"max_versions\":4}"),
                "metadata check-and-set parameter required for this call");
    }

    // Patching data.

    @Test
    void dataIsPatchedAndUntouchedPartsStayAsWritten() {
        write(
                "a",
                "{\"a\":1,\"big\":123456789012345678901234567890, \"f\":1.10,\"o\":{\"x\":1, \"y\" : 2e0}}");
        Reply patched =
                node.patch(
                        "secret/data/a",
                        "{\"data\":{\"a\":null,\"o\":{\"x\":null,\"z\":3.0},\"l\":[null]}}");
        assertThat(patched.status()).isEqualTo(200);
        assertThat(patched.text("/version")).isEqualTo("2");
        assertThat(node.get("secret/data/a").json())
                .startsWith(
                        "{\"data\":{\"big\":123456789012345678901234567890,\"f\":1.10,\"o\":{\"y\":2e0,\"z\":3.0},"
                                + "\"l\":[null]},\"metadata\"");
        refused(node.patch("secret/data/a", "{}"), "no data provided");
        refused(node.patch("secret/data/none", "{}"), "no data provided");
        refused(
                node.patch("secret/data/a", "{\"data\":{},\"options\":{\"cas\":1}}"),
                "check-and-set parameter did not match the current version");
        assertThat(
                        node.patch("secret/data/a", "{\"data\":{},\"options\":{\"cas\":2}}")
                                .text("/version"))
                .isEqualTo("3");
        assertThat(node.patch("secret/data/a", "{\"data\":null}").status()).isEqualTo(200);
        assertThat(node.get("secret/data/a").text("/data")).isEqualTo("null");
        node.patch("secret/data/a", "{\"data\":{\"b\":1}}");
        assertThat(node.get("secret/data/a").text("/data")).isEqualTo("{\"b\":1}");
    }

    @Test
    void whatIsMissingOrDeletedCannotBePatched() {
        assertThat(node.patch("secret/data/none", "{\"data\":{\"a\":1}}").status()).isEqualTo(404);
        assertThat(node.patch("secret/data/none", "{\"data\":{\"a\":1}}").json()).isEmpty();
        write("a", "{\"a\":1}");
        node.delete("secret/data/a");
        Reply deleted = node.patch("secret/data/a", "{\"data\":{\"a\":1}}");
        assertThat(deleted.status()).isEqualTo(404);
        assertThat(deleted.names(""))
                .containsExactly(
                        "created_time", "custom_metadata", "deletion_time", "destroyed", "version");
        node.post("secret/destroy/a", "{\"versions\":[1]}");
        assertThat(node.patch("secret/data/a", "{\"data\":{\"a\":1}}").text("/destroyed"))
                .isEqualTo("true");
    }

    @Test
    void aPatchCannotGrowAValueBeyondTheLimit() {
        String half = "x".repeat(600_000);
        write("a", "{\"a\":\"" + half + "\"}");
        assertThat(node.patch("secret/data/a", "{\"data\":{\"b\":\"" + half + "\"}}").status())
                .isEqualTo(413);
        assertThat(node.patch("secret/data/a", "{\"data\":{\"a\":\"" + half + "\"}}").status())
                .isEqualTo(200);
    }

    // Subkeys.

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | {\"a\":null,\"o\":{\"x\":{\"d\":null},\"y\":null,\"em\":null},\"l\":null,\"n\":null,\"em\":null}",
                "?depth=1 | {\"a\":null,\"o\":null,\"l\":null,\"n\":null,\"em\":null}",
                "?depth=-1 | {\"a\":null,\"o\":null,\"l\":null,\"n\":null,\"em\":null}",
                "?depth=2 | {\"a\":null,\"o\":{\"x\":null,\"y\":null,\"em\":null},\"l\":null,\"n\":null,\"em\":null}",
                "?version=1&depth=3 | "
                        + "{\"a\":null,\"o\":{\"x\":{\"d\":null},\"y\":null,\"em\":null},\"l\":null,\"n\":null,\"em\":null}"
            })
    void subkeysShowNamesWithoutValues(String query, String expected) {
        write(
                "s",
                "{\"a\":1,\"o\":{\"x\":{\"d\":1},\"y\":2,\"em\":{}},\"l\":[1,{\"q\":1}],\"n\":null,\"em\":{}}");
        Reply reply = node.get("secret/subkeys/s" + query);
        assertThat(reply.text("/subkeys")).isEqualTo(expected);
        assertThat(reply.text("/metadata/version")).isEqualTo("1");
    }

    @Test
    void subkeysOfWhatIsNotThere() {
        assertThat(node.get("secret/subkeys/none").json()).isEmpty();
        assertThat(node.get("secret/subkeys/none").status()).isEqualTo(404);
        write("s", "{}");
        assertThat(node.get("secret/subkeys/s").text("/subkeys")).isEqualTo("{}");
        node.delete("secret/data/s");
        Reply deleted = node.get("secret/subkeys/s");
        assertThat(deleted.status()).isEqualTo(404);
        assertThat(deleted.text("/subkeys")).isEqualTo("null");
        assertThat(node.post("secret/subkeys/s", "{}").status()).isEqualTo(405);
    }

    // Listings.

    private void fill() {
        for (String path : List.of("x", "x/y", "x/z/1", "x/z/2", "x-1", "b/c", "b2")) {
            write("l/" + path, "{}");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "LIST | l | b/ b2 x x-1 x/",
                "LIST | l/ | b/ b2 x x-1 x/",
                "LIST | l/x | y z/",
                "LIST | l?after=b2 | x x-1 x/",
                "LIST | l?after=b3 | x x-1 x/",
                "LIST | l?after=b2&limit=1 | x",
                "LIST | l?limit=2 | b/ b2",
                "LIST | l?limit=-1 | b/ b2 x x-1 x/",
                "LIST | l?limit=0 | b/ b2 x x-1 x/",
                // The peer's order is another, and it knows neither after nor limit here.
                "SCAN | l | b/c b2 x x-1 x/y x/z/1 x/z/2",
                "SCAN | l?limit=2 | b/c b2",
                "SCAN | l?after=x&limit=2 | x-1 x/y",
                "SCAN | l?after=x/y | x/z/1 x/z/2",
                "SCAN | l?after=x/z/1 | x/z/2",
                "SCAN | l?after=b/ | b/c b2 x x-1 x/y x/z/1 x/z/2",
                "SCAN | l?after=b/c&limit=1 | b2",
                "SCAN | l/x | y z/1 z/2"
            })
    void listings(Operation operation, String path, String expected) {
        fill();
        Reply reply = node.send(operation, "secret/metadata/" + path, "");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(String.join(" ", EngineHarness.keys(reply))).isEqualTo(expected);
    }

    @Test
    void anEmptyListIsNotFoundAndAnEmptyScanHasNoKeys() {
        fill();
        assertThat(node.list("secret/metadata/none").status()).isEqualTo(404);
        assertThat(node.list("secret/metadata/l?after=zzz").status()).isEqualTo(404);
        assertThat(node.list("secret/metadata/l?limit=x").status()).isEqualTo(400);
        assertThat(node.scan("secret/metadata/none").json()).isEqualTo("{}");
        assertThat(node.list("secret/data/l").status()).isEqualTo(405);
        node.delete("secret/metadata/l/x");
        assertThat(EngineHarness.keys(node.list("secret/metadata/l")))
                .containsExactly("b/", "b2", "x-1", "x/");
        node.delete("secret/metadata/l/b/c");
        assertThat(EngineHarness.keys(node.list("secret/metadata/l")))
                .containsExactly("b2", "x-1", "x/");
    }

    @Test
    void aLongListingGoesOverSeveralPages() {
        int count = 2_050;
        node.transact(transaction -> {
            // Written below the routes: what a listing needs is names.
            var secret = Secret.created(new byte[16], "abcdef", node.now());
            var records = transaction.records(0, mountSpace());
            IntStream.range(0, count)
                    .forEach(i -> Secrets.save(records, "f/%04d".formatted(i), secret));
            return count;
        });
        assertThat(EngineHarness.keys(node.list("secret/metadata/f")))
                .hasSize(count)
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(EngineHarness.keys(node.scan("secret/metadata/")))
                .hasSize(count)
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(EngineHarness.keys(node.list("secret/metadata/f?after=1500&limit=1")))
                .containsExactly("1501");
    }

    private io.sealwright.storage.SpaceId mountSpace() {
        return node.mount("secret/", engine, Map.of("version", "2")).space();
    }

    @Test
    void detailedListingsShowMetadata() {
        fill();
        Reply list = node.list("secret/detailed-metadata/l");
        assertThat(EngineHarness.keys(list)).containsExactly("b/", "b2", "x", "x-1", "x/");
        assertThat(list.text("/key_info/b~1")).isEqualTo("{}");
        assertThat(list.text("/key_info/x")).isEqualTo(node.get("secret/metadata/l/x").json());
        Reply scan = node.scan("secret/detailed-metadata/l/x");
        assertThat(scan.names("/key_info")).containsExactly("y", "z/1", "z/2");
        assertThat(scan.text("/key_info/z~11/current_version")).isEqualTo("1");
        assertThat(node.list("secret/detailed-metadata/none").status()).isEqualTo(404);
        assertThat(node.scan("secret/detailed-metadata/none").json()).isEqualTo("{}");
        assertThat(node.get("secret/detailed-metadata/l").status()).isEqualTo(405);
    }

    // Paths of another version.

    @ParameterizedTest
    @CsvSource({"READ,get", "LIST,list", "UPDATE,put", "PATCH,patch", "DELETE,delete"})
    void otherPathsTellWhatToDo(Operation operation, String command) {
        for (String path : List.of("bogus/x", "config/x", "")) {
            Reply reply = node.send(operation, "secret/" + path, "");
            assertThat(reply.status()).isEqualTo(404);
            assertThat(reply.warnings().getFirst())
                    .startsWith("Invalid path for a versioned K/V secrets engine.")
                    .endsWith("use 'vault kv " + command + "' for this operation.");
        }
    }
}
