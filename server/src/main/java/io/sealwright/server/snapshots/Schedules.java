package io.sealwright.server.snapshots;

import io.sealwright.server.spi.RecordCodec;
import io.sealwright.storage.Keys;
import io.sealwright.storage.barrier.Record;
import io.sealwright.storage.barrier.Records;
import io.sealwright.storage.barrier.Transaction;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where schedules and what became of them are kept; sealed as everything is. */
final class Schedules {
    static final int MOST = 16;

    private static final RecordCodec<Schedule> SCHEDULES = RecordCodec.of(Schedule.class);
    private static final RecordCodec<ScheduleStatus> STATUS = RecordCodec.of(ScheduleStatus.class);
    private static final String FOLDER = "schedule/";
    private static final String STATUS_FOLDER = "status/";

    private Schedules() {}

    static List<String> names(Transaction transaction) {
        return records(transaction).list(FOLDER, "", MOST);
    }

    static @Nullable Schedule find(Transaction transaction, String name) {
        Record stored = records(transaction).get(FOLDER + name);
        return stored == null ? null : SCHEDULES.decode(stored.value());
    }

    static void put(Transaction transaction, String name, Schedule schedule) {
        records(transaction).put(FOLDER + name, SCHEDULES.encode(schedule));
    }

    static ScheduleStatus status(Transaction transaction, String name) {
        Record stored = records(transaction).get(STATUS_FOLDER + name);
        return stored == null ? ScheduleStatus.NONE : STATUS.decode(stored.value());
    }

    static void putStatus(Transaction transaction, String name, ScheduleStatus status) {
        records(transaction).put(STATUS_FOLDER + name, STATUS.encode(status));
    }

    static void delete(Transaction transaction, String name) {
        records(transaction).delete(FOLDER + name);
        records(transaction).delete(STATUS_FOLDER + name);
    }

    private static Records records(Transaction transaction) {
        return transaction.records(Keys.ROOT_NAMESPACE, Keys.SNAPSHOT_SCHEDULES);
    }
}
