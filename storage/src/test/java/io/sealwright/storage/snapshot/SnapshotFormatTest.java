package io.sealwright.storage.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.storage.Entry;
import io.sealwright.storage.Key;
import io.sealwright.storage.KeyEntry;
import io.sealwright.storage.Keys;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;

class SnapshotFormatTest {
    private static final SnapshotHeader HEADER =
            new SnapshotHeader(1, UUID.fromString("00000000-0000-0001-0000-000000000002"), 3, 4);

    /** As version 1 wrote it; its digest is the SHA-256 of the bytes before. */
    private static final String GOLDEN =
            "5345414c57525353"
                    + "01"
                    + "00000001"
                    + "00000000000000010000000000000002"
                    + "0000000000000003"
                    + "0000000000000004"
                    + "0002"
                    + "0102"
                    + "0000000000000005"
                    + "00000001"
                    + "09"
                    + "0000"
                    + "0000000000000001";

    @Test
    void golden() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        SnapshotWriter writer = new SnapshotWriter(out, HEADER);
        writer.write(new KeyEntry(new Key(new byte[] {1, 2}), new Entry(5, new byte[] {9})));
        writer.finish();
        byte[] digest = SnapshotWriter.sha256().digest(HexFormat.of().parseHex(GOLDEN));
        assertThat(HexFormat.of().formatHex(out.toByteArray()))
                .isEqualTo(GOLDEN + HexFormat.of().formatHex(digest));
        SnapshotReader reader = new SnapshotReader(new ByteArrayInputStream(out.toByteArray()));
        assertThat(reader.header()).isEqualTo(HEADER);
        List<String> read = new ArrayList<>();
        for (KeyEntry record = reader.next(); record != null; record = reader.next()) {
            read.add(record.key() + " " + record.entry());
        }
        assertThat(read).containsExactly("Key[0102] Entry[revision=5, 1 bytes]");
        assertThat(reader.next()).isNull();
    }

    @Test
    void otherStreamsAreRefused() {
        for (byte[] other : new byte[][] {{}, {1, 2, 3}, new byte[200]}) {
            assertThatThrownBy(() -> new SnapshotReader(new ByteArrayInputStream(other)))
                    .isInstanceOf(SnapshotException.class);
        }
    }

    @Test
    void aNewerFormatIsRefused() {
        byte[] newer = HexFormat.of().parseHex(GOLDEN);
        newer[12] = 99;
        assertThatThrownBy(() -> new SnapshotReader(new ByteArrayInputStream(newer)))
                .isInstanceOf(SnapshotException.class)
                .hasMessageContaining("format 99");
    }

    /** Command lines look for SHA256SUMS.sealed at the end, and show what meta.json says. */
    @Test
    void theArchiveIsOneThatTheFieldsToolsKnow() throws IOException {
        byte[] state = new byte[ArchiveOutput.PART_BYTES + 5];
        new Random(7).nextBytes(state);
        byte[] archive = archive(state);

        List<String> names = new ArrayList<>();
        byte[] last = {};
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new GZIPInputStream(new ByteArrayInputStream(archive)))) {
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                names.add(entry.getName());
                last = tar.readAllBytes();
            }
        }
        assertThat(names)
                .containsExactly(
                        "meta.json",
                        "state/00000001",
                        "state/00000002",
                        "SHA256SUMS",
                        "SHA256SUMS.sealed");
        assertThat(last).isNotEmpty();
        assertThat(new ArchiveInput(new ByteArrayInputStream(archive)).readAllBytes())
                .isEqualTo(state);
    }

    @Test
    void anArchiveCutAnywhereIsRefused() throws IOException {
        byte[] archive = archive(new byte[100]);
        for (int length = 0; length < archive.length; length++) {
            InputStream cut = new ByteArrayInputStream(archive, 0, length);
            assertThatThrownBy(() -> new ArchiveInput(cut).readAllBytes())
                    .isInstanceOf(SnapshotException.class);
        }
    }

    @Test
    void aConnectionThatBreaksIsNoDamage() throws IOException {
        InputStream broken =
                new SequenceInputStream(
                        new ByteArrayInputStream(archive(new byte[100]), 0, 900),
                        new InputStream() {
                            @Override
                            public int read() throws IOException {
                                throw new IOException("connection reset");
                            }
                        });
        assertThatThrownBy(() -> new ArchiveInput(broken).readAllBytes())
                .isExactlyInstanceOf(IOException.class);
    }

    private static byte[] archive(byte[] state) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ArchiveOutput archive = new ArchiveOutput(out, HEADER);
        archive.write(state);
        archive.finish();
        return out.toByteArray();
    }

    @Test
    void whatBelongsToTheRunningClusterIsKept() {
        assertThat(KeptRecords.kept(Keys.system("cluster/member/x"))).isTrue();
        assertThat(KeptRecords.kept(Keys.system("cluster/epoch"))).isTrue();
        assertThat(KeptRecords.kept(Keys.system("seal"))).isFalse();
        assertThat(KeptRecords.kept(Keys.of(0, Keys.RECORD, Keys.AUDIT_HEADS, new byte[] {1})))
                .isTrue();
        assertThat(KeptRecords.kept(Keys.of(0, Keys.RECORD, Keys.MOUNTS, new byte[] {1})))
                .isFalse();
        assertThat(KeptRecords.kept(Keys.of(7, Keys.RECORD, Keys.AUDIT_HEADS, new byte[] {1})))
                .isFalse();
    }
}
