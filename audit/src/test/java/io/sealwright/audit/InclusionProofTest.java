package io.sealwright.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealwright.crypto.SigningKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A proof holds alone, and no part of it can be changed. */
class InclusionProofTest {

    @TempDir Path folder;

    private Path rotated = Path.of("");
    private Path file = Path.of("");
    private Path key = Path.of("");
    private Path proof = Path.of("");
    private String output = "";

    @BeforeEach
    void write() throws Exception {
        rotated = folder.resolve("audit.log.1");
        file = folder.resolve("audit.log");
        key = folder.resolve("key");
        proof = folder.resolve("proof.json");
        AuditLog log = Fixtures.open(file, null);
        Fixtures.pairs(log, "a", 4);
        Files.move(file, rotated);
        log.reopen().get();
        Fixtures.pairs(log, "b", 4);
        log.await(log.request(Fixtures.request("open")), Fixtures.deadline());
        log.close();
        Files.writeString(folder.resolve("head"), Fixtures.newestHead(log).toJson());
        Files.writeString(key, Fixtures.SIGNER.publicKey().pem());
    }

    @Test
    void aProofHoldsWithTheKeyAlone() throws IOException {
        assertThat(prove("a2")).isZero();
        Files.delete(rotated);
        Files.delete(file);
        assertThat(check()).as(output).isZero();
        assertThat(output)
                .contains("request a2 (read secret/data/a2")
                .contains(Fixtures.SIGNER.publicKey().keyId())
                .contains("answer in line");
    }

    @Test
    void aProofReachesTheHeadThatIsGiven() throws IOException {
        String head = folder.resolve("head").toString();
        assertThat(prove("b2", "--head", head)).isZero();
        assertThat(run("check-proof", proof.toString(), "--head", head)).as(output).isZero();
        assertThat(prove("a2")).isZero();
        assertThat(run("check-proof", proof.toString(), "--head", head)).isOne();
        assertThat(output).contains("not a given head");
    }

    @Test
    void anUnansweredRequestIsProvedWithoutItsAnswer() throws IOException {
        assertThat(prove("open")).isZero();
        assertThat(check()).as(output).isZero();
        assertThat(output).contains("without its answer");
    }

    @Test
    void whatIsNotThereHasNoProof() throws IOException {
        assertThat(prove("zz")).isOne();
        assertThat(prove("")).isEqualTo(2);
        Files.writeString(file, Files.readString(file).replace("secret/data/b1", "secret/data/x1"));
        assertThat(prove("b1")).isOne();
    }

    @Test
    void everyMemberCounts() throws Exception {
        changed(it -> it.put("request_id", "a3"), "not the request's");
        changed(it -> it.put("v", 2), "no proof");
        for (String name : List.of("device", "node", "epoch", "hash", "key_id", "signature")) {
            changed(
                    it -> {
                        ObjectNode head = (ObjectNode) it.path("head");
                        head.put(name, flipped(head.path(name).asString()));
                    },
                    "head");
        }
        for (String name : List.of("seq", "open")) {
            changed(
                    it -> {
                        ObjectNode head = (ObjectNode) it.path("head");
                        head.put(name, head.path(name).asLong() + 1);
                    },
                    "head");
        }
        changed(
                it -> ((ObjectNode) it.path("head")).put("time", "2020-01-01T00:00:00Z"),
                "not signed");
        changed(it -> ((ArrayNode) it.path("lines")).remove(0), "not the request's");
        changed(it -> ((ArrayNode) it.path("lines")).remove(1), "the chain breaks");
        changed(
                it -> {
                    ArrayNode lines = (ArrayNode) it.path("lines");
                    lines.remove(lines.size() - 1);
                },
                "the head does not state");
        changed(it -> ((ArrayNode) it.path("lines")).removeAll(), "no lines");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void everyByteOfEveryLineCounts(long seed) throws IOException {
        Random random = new Random(seed);
        prove("a2");
        String whole = Files.readString(proof);
        int lines = whole.indexOf("\"lines\":");
        for (int round = 0; round < 200; round++) {
            int at = lines + random.nextInt(whole.length() - lines - 1);
            char[] chars = whole.toCharArray();
            chars[at] = chars[at] == 'x' ? 'y' : 'x';
            Files.writeString(proof, new String(chars));
            assertThat(check()).as("seed %d, byte %d: %s", seed, at, output).isOne();
        }
    }

    @Test
    void anotherKeyDoesNotDo() throws IOException {
        prove("a2");
        SigningKey other = SigningKey.generate(new SecureRandom());
        Files.writeString(key, AuditPublicKey.ofRaw(other.publicKey()).pem());
        assertThat(check()).isOne();
        assertThat(run("check-proof", proof.toString())).isEqualTo(2);
    }

    private void changed(Consumer<ObjectNode> change, String says) throws IOException {
        assertThat(prove("a2")).isZero();
        ObjectNode json = (ObjectNode) Fixtures.JSON.readTree(Files.readString(proof));
        change.accept(json);
        Files.writeString(proof, json.toString());
        assertThat(check()).as(output).isOne();
        assertThat(output).startsWith("FAILED").contains(says);
    }

    private static String flipped(String text) {
        return (text.charAt(0) == 'a' ? 'b' : 'a') + text.substring(1);
    }

    private int prove(String id, String... more) throws IOException {
        List<String> args = new java.util.ArrayList<>(List.of("prove", "--request-id", id));
        args.addAll(List.of(rotated.toString(), file.toString()));
        args.addAll(List.of(more));
        int code = run(args.toArray(String[]::new));
        Files.writeString(proof, output);
        return code;
    }

    private int check() {
        return run("check-proof", proof.toString(), "--key", key.toString());
    }

    private int run(String... args) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        PrintStream err =
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        int code = AuditCommand.run(args, Map.of(), out, err);
        output = bytes.toString(StandardCharsets.UTF_8);
        return code;
    }
}
