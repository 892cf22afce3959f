package io.sealwright.server.engine.transit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.storage.barrier.ItemEntry;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Keys with thousands of versions, and how versions go. */
class VersionsTest {
    private static final int MANY = 2_500;
    private static final int STEP = 1_000;

    private static TransitNode node;

    @BeforeAll
    static void open() {
        node = new TransitNode();
    }

    @AfterAll
    static void close() {
        node.close();
    }

    @BeforeEach
    void mount() {
        node.mount();
    }

    /** As if it had been rotated so often. */
    private static void grow(String name, int latest) {
        node.harness.transact(transaction -> {
            Place place = node.place(transaction);
            NamedKey key = node.keys.find(place, name);
            assertThat(key).isNotNull();
            while (key.versions().latest() < latest) {
                key = node.keys.append(place, key, node.keys.generate(key), node.harness.now());
            }
            return key;
        });
    }

    @Test
    void aKeyIsUsedWithoutReadingItsOtherVersions() {
        String first = node.encrypt("k", "first");
        grow("k", MANY);
        spoilAllBut(1, MANY);
        String last = node.encrypt("k", "last");
        assertThat(last).startsWith("vault:v" + MANY + ":");
        assertThat(node.decrypt("k", last)).isEqualTo("last");
        assertThat(node.decrypt("k", first)).isEqualTo("first");
        assertThatThrownBy(() -> node.decrypt("k", first.replace(":v1:", ":v2:")))
                .isInstanceOf(IllegalStateException.class);
    }

    private static void spoilAllBut(int one, int other) {
        String uid = node.stored("k").uid();
        node.harness.transact(transaction -> {
            Place place = node.place(transaction);
            byte[] last = null;
            int number = 0;
            while (true) {
                List<ItemEntry> page = place.records().scan(NamedKeys.prefix(uid), last, STEP);
                for (ItemEntry item : page) {
                    number++;
                    last = item.id();
                    if (number != one && number != other) {
                        place.records().put(item.id(), new byte[] {0});
                    }
                }
                if (page.size() < STEP) {
                    return number;
                }
            }
        });
    }

    @Test
    void aDeletedKeyIsGoneAtOnceAndItsVersionsInSteps() {
        node.encrypt("k", "");
        grow("k", MANY);
        assertThat(node.refused("keys/k/config", "{\"min_decryption_version\":-1}")).isNotEmpty();
        node.post("keys/k/config", "{\"deletion_allowed\":true}");
        assertThat(node.harness.delete("t/keys/k").status()).isEqualTo(204);
        assertThat(node.harness.get("t/keys/k").status()).isEqualTo(404);
        // A new key of the name has nothing to do with it.
        String ciphertext = node.encrypt("k", "hello");
        assertThat(ciphertext).startsWith("vault:v1:");
        assertThat(node.items()).isEqualTo(MANY - STEP + 1);
        sweepUntil(1);
        assertThat(node.decrypt("k", ciphertext)).isEqualTo("hello");
        assertThat(node.harness.dueEntries()).isZero();
    }

    private static void sweepUntil(int items) {
        for (int steps = 0; node.items() > items; steps++) {
            assertThat(steps).isLessThan(MANY / STEP + 1);
            node.harness.pass(Duration.ofMinutes(1));
            node.runDue();
        }
        assertThat(node.items()).isEqualTo(items);
        node.harness.pass(Duration.ofMinutes(1));
        node.runDue();
    }

    @Test
    void trimmedVersionsGoInSteps() {
        node.encrypt("k", "");
        grow("k", MANY);
        node.post(
                "keys/k/config",
                "{\"min_decryption_version\":2400,\"min_encryption_version\":2400}");
        node.post("keys/k/trim", "{\"min_available_version\":2400}");
        assertThat(node.items()).isEqualTo(MANY - STEP);
        // Before the others are gone they cannot be reached any more.
        assertThat(node.refused("keys/k/config", "{\"min_decryption_version\":2000}"))
                .isEqualTo("min decryption version should not be less then min available version");
        sweepUntil(101);
        assertThat(node.get("keys/k").at("/keys")).hasSize(101);
        assertThat(node.harness.dueEntries()).isZero();
    }

    @Test
    void versionsBelowTheMinimumAreRefusedAndComeBack() {
        String ciphertext = node.encrypt("k", "hello");
        grow("k", 3);
        node.post("keys/k/config", "{\"min_decryption_version\":2}");
        assertThat(node.refused("decrypt/k", "{\"ciphertext\":\"" + ciphertext + "\"}"))
                .isEqualTo(Working.TOO_OLD);
        node.post("keys/k/config", "{\"min_decryption_version\":1}");
        assertThat(node.decrypt("k", ciphertext)).isEqualTo("hello");
    }

    @Test
    void aSoftDeletedKeyDoesNothingUntilItIsRestored() {
        String ciphertext = node.encrypt("k", "hello");
        assertThat(node.harness.delete("t/keys/k/soft-delete").status()).isEqualTo(200);
        String decryption = "{\"ciphertext\":\"" + ciphertext + "\"}";
        assertThat(node.refused("decrypt/k", decryption)).isEqualTo(Working.SOFT_DELETED);
        assertThat(node.refused("keys/k/rotate", "{}")).isEqualTo(Working.SOFT_DELETED);
        assertThat(node.refused("encrypt/k", "{\"plaintext\":\"\"}"))
                .isEqualTo(Working.SOFT_DELETED);
        node.post("keys/k/soft-delete-restore", "{}");
        assertThat(node.decrypt("k", ciphertext)).isEqualTo("hello");
    }

    @Test
    void whatEncryptedTooOftenShouldBeRotated() {
        node.encrypt("k", "");
        node.counting = true;
        for (int i = 0; i < 3; i++) {
            node.encrypt("k", "");
        }
        assertThat(count("k", 1)).isEqualTo(3 * EncryptionCount.STEP);
        assertThat(node.get("keys/k").warnings()).isEmpty();
        NamedKey key = node.stored("k");
        node.harness.transact(transaction -> {
            Place place = node.place(transaction);
            place.records().add(NamedKeys.item(key, 1), EncryptionCount.MANY, 0);
            return key;
        });
        assertThat(node.encrypt("k", "")).startsWith("vault:v1:");
        node.counting = false;
        assertThat(node.get("keys/k").warnings())
                .singleElement()
                .asString()
                .startsWith(
                        "rotate this key: its latest version has encrypted about 2147745792 times");
        node.post("keys/k/rotate", "{}");
        assertThat(node.get("keys/k").warnings()).isEmpty();
    }

    private static long count(String name, int number) {
        NamedKey key = node.stored(name);
        return node.harness.transact(
                transaction -> node.keys.count().of(node.place(transaction), key, number));
    }

    @Test
    void onlyShortNoncesOfOneKeyAreCounted() {
        node.post("keys/long", "{\"type\":\"xchacha20-poly1305\"}");
        node.post("keys/derived", "{\"derived\":true}");
        node.counting = true;
        node.encrypt("long", "");
        node.post("encrypt/derived", "{\"plaintext\":\"\",\"context\":\"AAAA\"}");
        node.counting = false;
        assertThat(count("long", 1)).isZero();
        assertThat(count("derived", 1)).isZero();
    }

    @Test
    void countsGoWithTheirVersions() {
        node.counting = true;
        node.encrypt("k", "");
        node.counting = false;
        NamedKey key = node.stored("k");
        node.post("keys/k/config", "{\"deletion_allowed\":true}");
        node.harness.delete("t/keys/k");
        Long left =
                node.harness.transact(transaction ->
                        node.place(transaction).records().counter(NamedKeys.item(key, 1)));
        assertThat(left).isNull();
    }
}
