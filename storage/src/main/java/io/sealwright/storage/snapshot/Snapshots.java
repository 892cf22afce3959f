package io.sealwright.storage.snapshot;

import io.sealwright.storage.Deadline;
import io.sealwright.storage.Entry;
import io.sealwright.storage.Key;
import io.sealwright.storage.KeyEntry;
import io.sealwright.storage.Keys;
import io.sealwright.storage.StoreException;
import io.sealwright.storage.View;
import io.sealwright.storage.apply.Applier;
import io.sealwright.storage.apply.StoreCommand;
import io.sealwright.storage.apply.StoreCommand.Filled;
import io.sealwright.storage.codec.CommandCodec;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Saves the state to a stream and restores it from one. */
public final class Snapshots {
    private static final int PAGE = 1_000;
    private static final int MOST_RECORDS = 2_000;
    private static final int MOST_BYTES = 1 << 20;

    /** What a restore needs of the store. */
    public interface Target {
        /** Commits a command, again until the deadline; throws as {@code Store.commit} does. */
        void submit(byte[] command, Deadline deadline);

        View view(Deadline deadline);
    }

    private Snapshots() {}

    /**
     * Writes everything of the view but what belongs to the running cluster. The view pins one
     * state however long it takes.
     */
    public static void save(View view, SnapshotHeader header, OutputStream target)
            throws IOException {
        ArchiveOutput archive = new ArchiveOutput(target, header);
        SnapshotWriter writer = new SnapshotWriter(archive, header);
        for (int first = 0; first < 256; first++) {
            saveAll(view, new Key(new byte[] {(byte) first}), writer);
        }
        writer.finish();
        archive.finish();
    }

    private static void saveAll(View view, Key prefix, SnapshotWriter writer) throws IOException {
        @Nullable Key after = null;
        while (true) {
            List<KeyEntry> page = view.scan(prefix, after, PAGE);
            for (KeyEntry record : page) {
                if (!KeptRecords.kept(record.key()) && !record.key().equals(Applier.RESTORED)) {
                    writer.write(record);
                }
            }
            if (page.size() < PAGE) {
                return;
            }
            after = page.getLast().key();
        }
    }

    /**
     * Fills a new generation by bounded commits and makes it the live one by one more, only after
     * the whole snapshot was found undamaged. The heads of the audit chains stay if the snapshot
     * has the keyring in use, under which they are sealed.
     *
     * @throws SnapshotException if the snapshot is not whole; the live state is as it was
     * @throws StoreException.Unavailable if another restore was started meanwhile, or as commits do
     */
    public static void restore(SnapshotReader reader, Target target, Deadline deadline)
            throws IOException {
        long restoreId = newRestoreId();
        submit(target, new StoreCommand.BeginGeneration(restoreId), deadline);
        boolean sameKeyring = fill(reader, restoreId, target, deadline);
        byte[] mark = ByteBuffer.allocate(Long.BYTES).putLong(restoreId).array();
        submit(
                target,
                new StoreCommand.FillGeneration(
                        restoreId, List.of(new Filled(Applier.RESTORED, mark))),
                deadline);
        submit(
                target,
                new StoreCommand.SwitchGeneration(restoreId, KeptRecords.prefixes(sameKeyring)),
                deadline);
        // Its presence proves the switch.
        try (View view = target.view(deadline)) {
            Entry restored = view.get(Applier.RESTORED);
            if (restored == null || ByteBuffer.wrap(restored.value()).getLong() != restoreId) {
                throw new StoreException.Unavailable("another restore was started meanwhile");
            }
        }
    }

    /** True if the snapshot's keyring is the one in use. */
    private static boolean fill(
            SnapshotReader reader, long restoreId, Target target, Deadline deadline)
            throws IOException {
        byte[] current = keyring(target, deadline);
        boolean sameKeyring = current == null;
        List<Filled> chunk = new ArrayList<>();
        long bytes = 0;
        for (KeyEntry record = reader.next(); record != null; record = reader.next()) {
            if (KeptRecords.kept(record.key())) {
                continue;
            }
            if (record.key().equals(Keys.KEYRING)) {
                sameKeyring = Arrays.equals(record.entry().value(), current);
            }
            chunk.add(new Filled(record.key(), record.entry().value()));
            bytes += record.key().bytes().length + record.entry().value().length;
            if (chunk.size() >= MOST_RECORDS || bytes >= MOST_BYTES) {
                submit(target, new StoreCommand.FillGeneration(restoreId, chunk), deadline);
                chunk.clear();
                bytes = 0;
            }
        }
        if (!chunk.isEmpty()) {
            submit(target, new StoreCommand.FillGeneration(restoreId, chunk), deadline);
        }
        return sameKeyring;
    }

    private static byte @Nullable [] keyring(Target target, Deadline deadline) {
        try (View view = target.view(deadline)) {
            Entry entry = view.get(Keys.KEYRING);
            return entry == null ? null : entry.value();
        }
    }

    private static void submit(Target target, StoreCommand command, Deadline deadline) {
        target.submit(CommandCodec.encode(command), deadline);
    }

    private static long newRestoreId() {
        SecureRandom random = new SecureRandom();
        long id = random.nextLong();
        while (id == 0) {
            id = random.nextLong();
        }
        return id;
    }
}
