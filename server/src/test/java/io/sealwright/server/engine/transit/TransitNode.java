package io.sealwright.server.engine.transit;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealwright.server.engine.EngineHarness;
import io.sealwright.server.engine.Reply;
import io.sealwright.server.spi.Mount;
import io.sealwright.storage.barrier.DueEntry;
import io.sealwright.storage.barrier.Transaction;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** A node with transit at {@code t/}, and what tests ask of it over and over. */
final class TransitNode implements AutoCloseable {
    private static final Duration YEARS = Duration.ofDays(3_650);

    final EngineHarness harness = EngineHarness.open();

    /** Whether every encryption is counted, else none. */
    boolean counting;

    final NamedKeys keys = new NamedKeys(harness.random(), new EncryptionCount(() -> counting));
    private final TransitEngineType engine = new TransitEngineType(harness.random(), keys);
    private final TransitWork work = new TransitWork(harness.random(), harness::now);
    private Mount mount = mount();

    /** An empty mount in place of the one before. */
    Mount mount() {
        mount = harness.mount("t/", engine, Map.of());
        return mount;
    }

    /** All that is stored for versions and the wrapping key. */
    int items() {
        return harness.items(mount);
    }

    /** The keys of the mounts before rotate no more. */
    void clearDue() {
        harness.transact(transaction -> {
            List<DueEntry> entries =
                    transaction.due(Instant.EPOCH, harness.now().plus(YEARS), 1_000);
            entries.forEach(entry ->
                    transaction.deleteDue(entry.at(), entry.kind(), entry.namespace(), entry.id()));
            return entries;
        });
    }

    int runDue() {
        return harness.runDue(work);
    }

    /** A request that must succeed. */
    Reply post(String path, String json) {
        Reply reply = harness.post("t/" + path, json);
        assertThat(reply.errors()).as(path).isEmpty();
        assertThat(reply.status()).as(path).isLessThan(300);
        return reply;
    }

    /** The error of a request that must fail with 400. */
    String refused(String path, String json) {
        Reply reply = harness.post("t/" + path, json);
        assertThat(reply.status()).as(path).isEqualTo(400);
        return String.join("; ", reply.errors());
    }

    Reply get(String path) {
        Reply reply = harness.get("t/" + path);
        assertThat(reply.status()).as(path).isEqualTo(200);
        return reply;
    }

    void create(String name, String type) {
        post(
                "keys/" + name,
                "{\"type\":\"" + type + "\",\"exportable\":true,\"allow_plaintext_backup\":true}");
    }

    String encrypt(String name, String text) {
        return post("encrypt/" + name, "{\"plaintext\":\"" + base64(text) + "\"}")
                .text("/ciphertext");
    }

    String decrypt(String name, String ciphertext) {
        return text(
                post("decrypt/" + name, "{\"ciphertext\":\"" + ciphertext + "\"}")
                        .text("/plaintext"));
    }

    int latest(String name) {
        return Integer.parseInt(get("keys/" + name).text("/latest_version"));
    }

    NamedKey stored(String name) {
        NamedKey key = harness.transact(transaction -> keys.find(place(transaction), name));
        assertThat(key).isNotNull();
        return key;
    }

    Place place(Transaction transaction) {
        return new Place(transaction, mount.namespaceId(), mount.space());
    }

    /** How far the log has got. */
    long index() {
        return harness.transact(transaction -> transaction.index());
    }

    static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    static String text(String base64) {
        return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        harness.close();
    }
}
