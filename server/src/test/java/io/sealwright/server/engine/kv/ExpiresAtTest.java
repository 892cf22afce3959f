package io.sealwright.server.engine.kv;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sealwright.policy.Operation;
import io.sealwright.server.engine.EngineHarness;
import io.sealwright.server.spi.DueWork;
import io.sealwright.server.spi.Ending;
import io.sealwright.server.spi.EndingListener;
import io.sealwright.server.token.LeaseLimits;
import io.sealwright.storage.barrier.DueEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The annotation {@code expires_at}, its entry of the due index, and who is told. */
class ExpiresAtTest {
    private static EngineHarness node;
    private static KvEngineType engine;

    private final List<Ending> told = new ArrayList<>();
    private final EndingListener listener = (_, ending) -> told.add(ending);
    private final AnnotatedEndings endings =
            new AnnotatedEndings(() -> List.of(listener), new SimpleMeterRegistry());

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
        node.transact(transaction -> {
            entries()
                    .forEach(entry ->
                            transaction.deleteDue(
                                    entry.at(), entry.kind(), entry.namespace(), entry.id()));
            return true;
        });
    }

    private static void annotate(String path, String expiresAt) {
        node.post(
                "secret/metadata/" + path,
                "{\"custom_metadata\":{\"owner\":\"team\",\"expires_at\":\"" + expiresAt + "\"}}");
    }

    private static String in(Duration time) {
        return node.now().plus(time).toString();
    }

    private static List<DueEntry> entries() {
        return node.transact(transaction ->
                transaction
                        .due(Instant.EPOCH, node.now().plus(Duration.ofDays(36_500)), 10_000)
                        .stream()
                        .filter(entry -> entry.kind() == DueWork.KV_EXPIRES_AT)
                        .toList());
    }

    private Optional<Ending> only() {
        List<DueEntry> entries = entries();
        assertThat(entries).hasSize(1);
        return node.transact(transaction -> endings.ending(transaction, entries.getFirst()));
    }

    @Test
    void anAnnotationHasAnEntry() {
        annotate("certs/web", "2026-05-06T09:08:07+02:00");
        assertThat(only())
                .hasValueSatisfying(ending -> {
                    assertThat(ending.at()).isEqualTo(Instant.parse("2026-05-06T07:08:07Z"));
                    assertThat(ending.path()).isEqualTo("metadata/certs/web");
                    assertThat(ending.kind()).isEqualTo("secret");
                });
    }

    @Test
    void theEntryMovesWithTheAnnotation() {
        annotate("a", in(Duration.ofDays(1)));
        annotate("a", in(Duration.ofDays(2)));
        assertThat(only()).isPresent();
        node.patch("secret/metadata/a", "{\"custom_metadata\":{\"owner\":\"other\"}}");
        assertThat(entries()).hasSize(1);
        node.patch("secret/metadata/a", "{\"custom_metadata\":{\"expires_at\":null}}");
        assertThat(entries()).isEmpty();
    }

    @Test
    void theEntryGoesWithTheSecret() {
        annotate("a", in(Duration.ofDays(1)));
        node.send(Operation.DELETE, "secret/metadata/a", "");
        assertThat(entries()).isEmpty();
    }

    @Test
    void anEntryOfAnotherSecretAtThePathSaysNothing() {
        annotate("a", in(Duration.ofDays(1)));
        List<DueEntry> before = entries();
        node.send(Operation.DELETE, "secret/metadata/a", "");
        annotate("a", in(Duration.ofDays(1)));
        Optional<Ending> found =
                node.transact(transaction -> endings.ending(transaction, before.getFirst()));
        assertThat(found).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "soon",
                "2026-13-01T00:00:00Z",
                "1969-12-31T23:59:59Z",
                "+10000-01-01T00:00:00Z",
                "2020-01-01T00:00:00Z",
                "2026-05-06"
            })
    void whatIsNoTimeToComeIsAnAnnotationLikeAnyOther(String text) {
        annotate("a", text);
        assertThat(entries()).isEmpty();
        assertThat(node.get("secret/metadata/a").text("/custom_metadata/expires_at"))
                .isEqualTo(text);
    }

    @Test
    void whenItComesThatIsToldAndNothingIsDeleted() {
        node.post("secret/data/a", "{\"data\":{\"v\":1}}");
        annotate("a", in(Duration.ofHours(1)));
        node.pass(Duration.ofHours(2));
        assertThat(node.runDue(endings)).isEqualTo(1);
        assertThat(told).extracting(Ending::path).containsExactly("metadata/a");
        assertThat(entries()).isEmpty();
        assertThat(node.get("secret/data/a").status()).isEqualTo(200);
        assertThat(node.get("secret/metadata/a").names("/custom_metadata")).contains("expires_at");
    }
}
