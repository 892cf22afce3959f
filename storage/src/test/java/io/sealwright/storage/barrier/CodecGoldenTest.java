package io.sealwright.storage.barrier;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.crypto.SealedRootKey;
import io.sealwright.storage.Key;
import io.sealwright.storage.SpaceId;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every stored format of the barrier against its golden bytes; a difference means that existing
 * data is no longer read.
 */
class CodecGoldenTest {
    private static final Properties GOLDEN = load();

    private static Properties load() {
        Properties golden = new Properties();
        try (InputStream in =
                CodecGoldenTest.class.getResourceAsStream("/golden/barrier-v1.properties")) {
            golden.load(in);
            return golden;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] golden(String name) {
        String hex = GOLDEN.getProperty(name);
        assertThat(hex).as("golden bytes of " + name).isNotNull();
        return HexFormat.of().parseHex(hex);
    }

    private static void same(String name, byte[] encoded) {
        assertThat(HexFormat.of().formatHex(encoded)).as(name).isEqualTo(GOLDEN.getProperty(name));
    }

    private static List<byte[]> names(String... names) {
        return Arrays.stream(names).map(name -> name.getBytes(UTF_8)).toList();
    }

    @Test
    void recordAndItem() {
        byte[] path = "a/\u00e9".getBytes(UTF_8);
        byte[] value = "value".getBytes(UTF_8);
        same("record", RecordCodec.record(path, value));
        assertThat(RecordCodec.recordValue(golden("record"), path)).isEqualTo(value);
        assertThat(RecordCodec.recordPath(golden("record"))).isEqualTo(path);
        same("item", RecordCodec.item(value));
        assertThat(RecordCodec.itemValue(golden("item"))).isEqualTo(value);
    }

    @Test
    void nameDelta() {
        same("delta-added", NameDelta.encode(true, "b/".getBytes(UTF_8)));
        same("delta-removed", NameDelta.encode(false, "b/".getBytes(UTF_8)));
        assertThat(NameDelta.decode(golden("delta-added")).added()).isTrue();
        assertThat(NameDelta.decode(golden("delta-removed")).added()).isFalse();
        assertThat(NameDelta.decode(golden("delta-removed")).name())
                .isEqualTo("b/".getBytes(UTF_8));
    }

    @Test
    void folderPage() {
        List<byte[]> names = names("alpha", "alphabet", "beta/", "x".repeat(200));
        same("page", FolderPage.encode(names));
        assertThat(FolderPage.DECODER.decode(golden("page")).names())
                .containsExactlyElementsOf(names);
    }

    @Test
    void pageDirectory() {
        PageDirectory directory =
                new PageDirectory(
                        300,
                        List.of(
                                new PageDirectory.PageRef(new byte[0], 1),
                                new PageDirectory.PageRef("b".getBytes(UTF_8), 299),
                                new PageDirectory.PageRef("be".getBytes(UTF_8), 2)));
        same("directory", directory.encode());
        PageDirectory decoded = PageDirectory.DECODER.decode(golden("directory"));
        assertThat(decoded.nextPage()).isEqualTo(300);
        assertThat(decoded.pages())
                .extracting(PageDirectory.PageRef::id)
                .containsExactly(1L, 299L, 2L);
        assertThat(decoded.pages().get(2).lowerBound()).isEqualTo("be".getBytes(UTF_8));
    }

    @Test
    void sealAndUpgrade() {
        List<SealedRootKey> seals = SystemRecords.decodeSeals(golden("seal"));
        assertThat(seals).hasSize(1);
        same("seal", SystemRecords.encodeSeals(seals));
        Instant at = Instant.ofEpochMilli(1_700_000_000_123L);
        List<byte[]> copies = List.of(new byte[] {1, 2}, new byte[] {3});
        same("root-upgrade", RootUpgradeRecord.encode(at, copies));
        assertThat(RootUpgradeRecord.at(golden("root-upgrade"))).isEqualTo(at);
        assertThat(RootUpgradeRecord.copies(golden("root-upgrade")))
                .containsExactlyElementsOf(copies);
        assertThatThrownBy(() -> SystemRecords.decodeSeals(new byte[] {2, 0}))
                .isInstanceOf(CorruptRecordException.class);
    }

    @Test
    void keysOfIndexAndDue() {
        SpaceKeys.FolderKeys folder =
                new SpaceKeys.FolderKeys(
                        5, new SpaceId(0x0080_0000_0000_0007L), new SpaceKeys.Hash16(new byte[16]));
        same("key-count", folder.count().bytes());
        same("key-root", folder.root().bytes());
        same("key-page", folder.page(258).bytes());
        same("key-delta", folder.delta(new byte[] {1, 2, 3}).bytes());
        Key due =
                DueKeys.key(Instant.ofEpochMilli(1_700_000_000_123L), (byte) 3, 9, new byte[] {7});
        same("key-due", due.bytes());
        DueEntry entry = DueKeys.entry(due, new byte[] {1});
        assertThat(entry.namespace()).isEqualTo(9);
        assertThat(entry.kind()).isEqualTo((byte) 3);
        assertThat(entry.id()).isEqualTo(new byte[] {7});
        assertThat(entry.at()).isEqualTo(Instant.ofEpochMilli(1_700_000_000_123L));
        same("key-encryptions", EncryptionCount.key(2).bytes());
    }

    /** Whatever the bytes, a decoder answers with a value or with CorruptRecordException. */
    @ParameterizedTest
    @ValueSource(longs = {31, 32, 33})
    void damagedBytesAreRefused(long seed) {
        Random random = new Random(seed);
        for (String name :
                List.of(
                        "record",
                        "item",
                        "delta-added",
                        "page",
                        "directory",
                        "seal",
                        "root-upgrade")) {
            for (int i = 0; i < 300; i++) {
                byte[] bytes = golden(name);
                if (random.nextBoolean()) {
                    bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
                }
                for (int flips = random.nextInt(4); flips > 0 && bytes.length > 0; flips--) {
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
                }
                decode(name, bytes);
            }
        }
    }

    private static void decode(String name, byte[] bytes) {
        try {
            switch (name) {
                case "record" -> RecordCodec.recordPath(bytes);
                case "item" -> RecordCodec.itemValue(bytes);
                case "delta-added" -> NameDelta.decode(bytes);
                case "page" -> FolderPage.DECODER.decode(bytes);
                case "root-upgrade" -> RootUpgradeRecord.copies(bytes);
                case "directory" -> PageDirectory.DECODER.decode(bytes);
                default -> SystemRecords.decodeSeals(bytes);
            }
        } catch (CorruptRecordException expected) {
            assertThat(expected.getMessage()).isNotBlank();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {41, 42})
    void sortedNamesComeBack(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 50; round++) {
            List<byte[]> names =
                    random.ints(random.nextInt(400), 0, 50_000)
                            .mapToObj(i -> Integer.toString(i, 2 + i % 30).getBytes(UTF_8))
                            .sorted(Arrays::compareUnsigned)
                            .toList();
            assertThat(FolderPage.DECODER.decode(FolderPage.encode(names)).names())
                    .containsExactlyElementsOf(names);
        }
    }
}
