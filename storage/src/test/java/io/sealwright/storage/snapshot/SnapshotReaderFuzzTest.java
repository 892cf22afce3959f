package io.sealwright.storage.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.sealwright.storage.Entry;
import io.sealwright.storage.Key;
import io.sealwright.storage.KeyEntry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The input is a snapshot without its end. As it is it is refused; with the count and the digest
 * that belong to it, it is refused or is byte for byte what its records are written as; and with
 * one byte changed after that, it is refused.
 */
class SnapshotReaderFuzzTest {
    private static final int LONGEST = 4_096;
    private static final int COUNT_AT = 2;

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "30s")
    void stream(byte[] bytes) throws IOException {
        if (bytes.length > LONGEST) {
            return;
        }
        List<KeyEntry> records = new ArrayList<>();
        assertThat(whole(bytes, records)).as("whole without an end").isNull();
        byte[] complete = complete(bytes, records.size());
        List<KeyEntry> again = new ArrayList<>();
        SnapshotHeader header = whole(complete, again);
        if (header == null) {
            return;
        }
        assertThat(written(header, again)).isEqualTo(complete);
        byte[] changed = complete.clone();
        changed[Math.floorMod(Arrays.hashCode(bytes), changed.length)] ^= 1;
        assertThatThrownBy(() -> read(changed, new ArrayList<>()))
                .isInstanceOf(SnapshotException.class);
    }

    static Stream<Arguments> seeds() throws IOException {
        KeyEntry one = new KeyEntry(new Key(new byte[] {1, 2}), new Entry(5, new byte[] {9}));
        KeyEntry empty = new KeyEntry(new Key(new byte[] {3}), new Entry(6, new byte[0]));
        SnapshotHeader header = new SnapshotHeader(1, new UUID(1, 2), 3, 4);
        int end = COUNT_AT + Long.BYTES + 32;
        return Stream.of(
                        written(header, List.of()),
                        written(header, List.of(one)),
                        written(header, List.of(one, empty, one)))
                .map(bytes -> Arguments.of((Object) Arrays.copyOf(bytes, bytes.length - end)));
    }

    /** Null if it is refused; the records that were read until then are there in any case. */
    private static @Nullable SnapshotHeader whole(byte[] bytes, List<KeyEntry> records)
            throws IOException {
        try {
            return read(bytes, records);
        } catch (SnapshotException refused) {
            return null;
        }
    }

    private static SnapshotHeader read(byte[] bytes, List<KeyEntry> records) throws IOException {
        SnapshotReader reader = new SnapshotReader(new ByteArrayInputStream(bytes));
        for (KeyEntry record = reader.next(); record != null; record = reader.next()) {
            records.add(record);
        }
        return reader.header();
    }

    private static byte[] complete(byte[] bytes, long count) {
        byte[] content = Arrays.copyOf(bytes, bytes.length + COUNT_AT + Long.BYTES);
        java.nio.ByteBuffer.wrap(content).putLong(bytes.length + COUNT_AT, count);
        byte[] digest = SnapshotWriter.sha256().digest(content);
        byte[] complete = Arrays.copyOf(content, content.length + digest.length);
        System.arraycopy(digest, 0, complete, content.length, digest.length);
        return complete;
    }

    private static byte[] written(SnapshotHeader header, List<KeyEntry> records)
            throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        SnapshotWriter writer = new SnapshotWriter(out, header);
        for (KeyEntry record : records) {
            writer.write(record);
        }
        writer.finish();
        return out.toByteArray();
    }
}
