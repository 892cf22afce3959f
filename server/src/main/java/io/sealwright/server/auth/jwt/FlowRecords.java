package io.sealwright.server.auth.jwt;

import io.sealwright.server.spi.RecordCodec;
import io.sealwright.storage.barrier.ItemEntry;
import io.sealwright.storage.barrier.Record;
import io.sealwright.storage.barrier.Records;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is stored of browser logins, all of it written for people whom the provider has vouched for:
 * which of them have ended, so that none ends twice, and who it was, where another request is to
 * get the token. Each until its login would be too old; what is older goes when others are written.
 */
final class FlowRecords {
    private static final byte ENDED = 'U';
    private static final byte FINISHED = 'D';

    /** Deleted with each one that is written: more than one, so that there is an end of them. */
    private static final int TIDIED = 20;

    private static final RecordCodec<Person> PEOPLE = RecordCodec.of(Person.class);

    private final Records records;

    FlowRecords(Records records) {
        this.records = records;
    }

    /** Whether it has given a token, or is about to. */
    boolean over(FlowState state) {
        return records.get(id(ENDED, state)) != null || finished(state) != null;
    }

    boolean ended(FlowState state) {
        return records.get(id(ENDED, state)) != null;
    }

    /** Two requests that end the same login cannot both be committed. */
    void end(FlowState state, Instant now) {
        tidy(ENDED, now);
        records.put(id(ENDED, state), new byte[] {1});
        records.delete(id(FINISHED, state));
    }

    void finish(FlowState state, Person person, Instant now) {
        tidy(FINISHED, now);
        records.put(id(FINISHED, state), PEOPLE.encode(person));
    }

    /** Who it was; null if the provider has not said so yet. */
    @Nullable Person finished(FlowState state) {
        Record found = records.get(id(FINISHED, state));
        return found == null ? null : PEOPLE.decode(found.value());
    }

    private void tidy(byte kind, Instant now) {
        for (ItemEntry item : records.scan(new byte[] {kind}, null, TIDIED)) {
            if (ByteBuffer.wrap(item.id(), 1, Long.BYTES).getLong() < now.getEpochSecond()) {
                records.delete(item.id());
            }
        }
    }

    /** In the order of their ends. */
    private static byte[] id(byte kind, FlowState state) {
        byte[] id = state.id();
        return ByteBuffer.allocate(1 + Long.BYTES + id.length)
                .put(kind)
                .putLong(state.end())
                .put(id)
                .array();
    }
}
