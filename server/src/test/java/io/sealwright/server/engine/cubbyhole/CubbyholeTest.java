package io.sealwright.server.engine.cubbyhole;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealwright.policy.Operation;
import io.sealwright.server.engine.EngineHarness;
import io.sealwright.server.engine.Reply;
import io.sealwright.storage.Keys;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The cubbyhole through its route; the answers are the peer's, but for 400 where it sends 500. */
class CubbyholeTest {
    private static EngineHarness node;

    @BeforeAll
    static void open() {
        node = EngineHarness.open();
    }

    @AfterAll
    static void close() {
        node.close();
    }

    @BeforeEach
    void mount() {
        node.mount("cubbyhole/", new CubbyholeEngineType(node.limits()), Map.of(), Keys.CUBBYHOLE);
        node.transact(transaction -> {
            transaction.records(Keys.ROOT_NAMESPACE, Keys.CUBBYHOLE).clear();
            return node;
        });
        node.as("mine");
    }

    @Test
    void writesReadsListsAndDeletes() {
        assertThat(node.get("cubbyhole/x"))
                .isEqualTo(new Reply(Operation.READ, 404, "", List.of(), List.of(), 0));
        Reply written = node.post("cubbyhole/x", "{\"a\":1, \"b\":123456789012345678901234567890}");
        assertThat(written.status()).isEqualTo(204);
        assertThat(written.operation()).isEqualTo(Operation.CREATE);
        assertThat(node.post("cubbyhole/d/y", "{\"a\":1}").status()).isEqualTo(204);
        Reply read = node.get("cubbyhole/x");
        assertThat(read.json()).isEqualTo("{\"a\":1,\"b\":123456789012345678901234567890}");
        assertThat(read.leaseDuration()).isZero();
        assertThat(EngineHarness.keys(node.list("cubbyhole/"))).containsExactly("d/", "x");
        assertThat(EngineHarness.keys(node.list("cubbyhole/d"))).containsExactly("y");
        assertThat(node.list("cubbyhole/none").status()).isEqualTo(404);
        assertThat(node.delete("cubbyhole/x").status()).isEqualTo(204);
        assertThat(node.delete("cubbyhole/x").status()).isEqualTo(204);
        assertThat(node.delete("cubbyhole/").status()).isEqualTo(204);
        assertThat(EngineHarness.keys(node.list("cubbyhole/"))).containsExactly("d/");
        assertThat(node.scan("cubbyhole/").status()).isEqualTo(405);
        assertThat(node.patch("cubbyhole/d/y", "{\"a\":1}").status()).isEqualTo(405);
    }

    @Test
    void noOtherTokenSeesIt() {
        node.post("cubbyhole/x", "{\"a\":\"mine\"}");
        node.as("root");
        assertThat(node.get("cubbyhole/x").status()).isEqualTo(404);
        assertThat(node.list("cubbyhole/").status()).isEqualTo(404);
        node.post("cubbyhole/x", "{\"a\":\"roots\"}");
        node.delete("cubbyhole/x");
        node.as("mine");
        assertThat(node.get("cubbyhole/x").text("/a")).isEqualTo("mine");
    }

    /** The token store deletes what lies below the token's hash. */
    @Test
    void recordsLieBelowTheTokensHash() {
        node.post("cubbyhole/d/y", "{\"a\":1}");
        String folder = EngineHarness.hash("mine") + "/";
        List<String> names =
                node.transact(transaction ->
                        transaction
                                .records(Keys.ROOT_NAMESPACE, Keys.CUBBYHOLE)
                                .list(folder, "", 10));
        assertThat(names).containsExactly("d/");
    }

    @ParameterizedTest
    @CsvSource({
        "x,missing data fields",
        "x/,cannot write to a path ending in '/'",
        "'',cannot write to a path ending in '/'"
    })
    void whatCannotBeWritten(String path, String error) {
        Reply reply = node.post("cubbyhole/" + path, "{}");
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.errors()).containsExactly(error);
    }

    @Test
    void pathsAndValuesHaveLimits() {
        String longest = "p".repeat(4_031);
        assertThat(node.post("cubbyhole/" + longest, "{\"a\":1}").status()).isEqualTo(204);
        assertThat(node.get("cubbyhole/" + longest).status()).isEqualTo(200);
        assertThat(node.get("cubbyhole/" + longest + "p").status()).isEqualTo(400);
        assertThat(node.get("cubbyhole/a//b").status()).isEqualTo(400);
        assertThat(node.post("cubbyhole/a", "{\"a\":\"" + "x".repeat(1 << 20) + "\"}").status())
                .isEqualTo(413);
        assertThat(node.get("cubbyhole/").status()).isEqualTo(404);
    }
}
