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
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
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
