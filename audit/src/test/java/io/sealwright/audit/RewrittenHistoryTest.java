package io.sealwright.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.sealwright.crypto.Digests;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Whoever holds a node's disk, and even the signing key, is found out by the heads elsewhere. */
class RewrittenHistoryTest {

    @TempDir Path folder;

    private Path file = Path.of("");
    private final List<AuditHead> kept = Collections.synchronizedList(new ArrayList<>());
    private final Map<String, String> environment = new HashMap<>(Map.of("VAULT_TOKEN", "t"));
    private HttpServer server = noServer();
    private String output = "";

    @BeforeEach
    void start() throws IOException {
        file = folder.resolve("audit.log");
        write(file, "a", kept);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/v1/sys/audit/",
                exchange -> {
                    boolean allowed =
                            "t".equals(exchange.getRequestHeaders().getFirst("X-Vault-Token"));
                    byte[] body =
                            answer(exchange.getRequestURI().toString())
                                    .getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(allowed ? 200 : 403, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void theUntouchedFileAgrees() {
        assertThat(kept).hasSizeGreaterThan(2);
        assertThat(against()).as(output).isZero();
        assertThat(output).contains("the cluster keeps " + kept.size() + " heads");
    }

    @Test
    void aFileRewrittenWithTheSigningKeyIsFound() throws IOException {
        Files.write(file, forged(Fixtures.lines(file), "secret/data/a5", "secret/data/x5"));
        assertThat(run("verify", file.toString(), "--key", key())).as(output).isZero();
        assertThat(against()).isOne();
        assertThat(output).contains("not the one that the given head states");
    }

    @Test
    void aTailCutAtASignedHeadIsFound() throws IOException {
        List<String> lines = Fixtures.lines(file);
        Files.write(file, lines.subList(0, lines.size() / 2));
        assertThat(run("verify", file.toString(), "--key", key())).as(output).isZero();
        assertThat(against()).isOne();
        assertThat(output).contains("the tail is cut");
    }

    @Test
    void anOlderCopyAgreesAsFarAsItGoes() throws IOException {
        List<String> lines = Fixtures.lines(file);
        Files.write(file, lines.subList(0, lines.size() / 2));
        assertThat(against("--partial")).as(output).isZero();
        kept.subList(0, kept.size() - 1).clear();
        assertThat(against("--partial")).isOne();
        assertThat(output).contains("no given head states one of these lines");
    }

    @Test
    void aClusterThatKeepsNoHeadOfItProvesNothing() {
        assertThat(against("--node", "node-2")).isOne();
        assertThat(output).contains("keeps no head");
    }

    @Test
    void aHeadAlteredOnItsWayIsFound() {
        AuditHead first = kept.getFirst();
        kept.set(0, altered(first));
        assertThat(against()).isOne();
        assertThat(output).contains("the given head is not signed by a given key");
    }

    @Test
    void whatCannotBeAskedExitsWithTwo() throws IOException {
        environment.put("VAULT_TOKEN", "wrong");
        assertThat(against()).isEqualTo(2);
        environment.clear();
        assertThat(against()).isEqualTo(2);
        Path token = Files.writeString(folder.resolve("token"), "t\n");
        assertThat(against("--token-file", token.toString())).as(output).isZero();
        assertThat(run("verify", file.toString(), "--node", "node-1")).isEqualTo(2);
        server.stop(0);
        assertThat(against("--token-file", token.toString())).isEqualTo(2);
    }

    /** The lines with one changed, all hashes after it made anew, all heads signed anew. */
    private static List<String> forged(List<String> lines, String from, String to) {
        List<String> forged = new ArrayList<>();
        ChainPosition tip = ChainPosition.START;
        for (String line : lines) {
            byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
            LineTrailer old = Objects.requireNonNull(LineTrailer.parse(bytes, 0, bytes.length));
            AuditHead head = ChainCheck.headOf(bytes);
            String body =
                    head == null
                            ? line.substring(0, line.lastIndexOf(",\"chain\"")).replace(from, to)
                            : new String(Markers.head(signed(head, tip)), StandardCharsets.UTF_8);
            LineTrailer trailer = new LineTrailer(old.epoch(), old.seq(), tip.hash());
            String made = body + new String(trailer.bytes(), StandardCharsets.UTF_8);
            forged.add(made);
            tip =
                    new ChainPosition(
                            old.epoch(),
                            old.seq(),
                            Digests.sha256Hex(made.getBytes(StandardCharsets.UTF_8)));
        }
        return forged;
    }

    private static AuditHead signed(AuditHead head, ChainPosition at) {
        return AuditHead.signed(
                Fixtures.SIGNER, head.device(), head.node(), at, head.oldestOpen(), head.time());
    }

    private static AuditHead altered(AuditHead head) {
        return new AuditHead(
                head.device(),
                head.node(),
                head.epoch(),
                head.seq(),
                head.hash(),
                head.oldestOpen() + 1,
                head.time(),
                head.keyId(),
                head.signature());
    }

    /** Every batch is signed, and the store hears of each head before the next request. */
    private static void write(Path file, String prefix, List<AuditHead> kept) throws IOException {
        AuditLog log = Fixtures.open(Fixtures.settings(kept::add, Duration.ZERO), file, null);
        try (log) {
            for (int i = 0; i < 12; i++) {
                Fixtures.pair(log, prefix + i);
            }
        }
    }

    private String answer(String path) {
        ObjectNode answer = Fixtures.JSON.createObjectNode();
        ObjectNode data = answer.putObject("data");
        if (path.endsWith("/key")) {
            data.put("public_key", Fixtures.SIGNER.publicKey().pem());
        } else {
            ArrayNode heads = data.putArray("heads");
            if (path.contains("?node=node-1&device=file%2F")) {
                kept.forEach(head -> heads.add(Fixtures.JSON.readTree(head.toJson())));
            }
        }
        return answer.toString();
    }

    private String key() throws IOException {
        Path key = folder.resolve("key");
        Files.writeString(key, Fixtures.SIGNER.publicKey().pem());
        return key.toString();
    }

    private int against(String... more) {
        List<String> args = new ArrayList<>();
        args.addAll(
                List.of(
                        "verify",
                        file.toString(),
                        "--against",
                        "http://127.0.0.1:" + server.getAddress().getPort()));
        args.addAll(List.of(more));
        return run(args.toArray(String[]::new));
    }

    private int run(String... args) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        int code = AuditCommand.run(args, environment, out, out);
        output = bytes.toString(StandardCharsets.UTF_8);
        return code;
    }

    private static HttpServer noServer() {
        try {
            return HttpServer.create();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
