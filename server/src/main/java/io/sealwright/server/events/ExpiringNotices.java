package io.sealwright.server.events;

import io.sealwright.rotation.LeaderDuty;
import io.sealwright.server.config.EventSettings;
import io.sealwright.server.spi.Ending;
import io.sealwright.server.spi.Event;
import io.sealwright.server.spi.Events;
import io.sealwright.server.spi.Expiring;
import io.sealwright.storage.Deadline;
import io.sealwright.storage.Keys;
import io.sealwright.storage.Precondition;
import io.sealwright.storage.SpaceId;
import io.sealwright.storage.barrier.Barrier;
import io.sealwright.storage.barrier.DueEntry;
import io.sealwright.storage.barrier.Records;
import io.sealwright.storage.barrier.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Tells of secrets and versions that will end within the notice of the settings, once each, on the
 * leader: how far the due index was told of is written with the events. What is written with less
 * time left than that is not told of. Thread-safe.
 */
@Component
final class ExpiringNotices implements LeaderDuty {
    static final String TYPE = "secret/expiring";

    /** Entries of the index in one transaction; several of them at one time. */
    static final int PAGE = 100;

    static final int PAGES = 100;

    private static final byte[] TOLD = {2};
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final byte[] NO_VALUE = {};

    private final Barrier barrier;
    private final Map<Byte, Expiring> kinds = new HashMap<>();
    private final Events events;
    private final Duration notice;
    private final InstantSource clock;

    ExpiringNotices(
            Barrier barrier,
            List<Expiring> kinds,
            Events events,
            EventSettings settings,
            InstantSource clock) {
        this.barrier = barrier;
        kinds.forEach(kind -> this.kinds.put(kind.kind(), kind));
        this.events = events;
        this.notice = settings.expiringWithin();
        this.clock = clock;
    }

    @Override
    public void tick(Precondition fence) {
        boolean more = true;
        for (int pages = 0; more && pages < PAGES; pages++) {
            more =
                    barrier.transact(
                            Deadline.in(LIMIT),
                            transaction -> {
                                transaction.require(fence);
                                return tell(transaction);
                            });
        }
    }

    /** Whether there may be more to tell now. */
    private boolean tell(Transaction transaction) {
        Instant now = clock.instant();
        Instant until = Instant.ofEpochMilli(now.plus(notice).toEpochMilli());
        DueEntry told = told(transaction);
        if (told != null && !told.at().isBefore(until)) {
            return false;
        }
        List<DueEntry> entries =
                told == null || told.at().isBefore(now)
                        ? transaction.due(now, until, PAGE)
                        : transaction.dueAfter(told, until, PAGE);
        entries.forEach(entry -> tell(transaction, entry, now));
        boolean more = entries.size() == PAGE;
        mark(transaction, more ? entries.getLast() : endOf(until));
        return more;
    }

    private void tell(Transaction transaction, DueEntry entry, Instant now) {
        Expiring kind = kinds.get(entry.kind());
        if (kind != null) {
            kind.ending(transaction, entry)
                    .ifPresent(ending -> {
                        SpaceId mount = ending.mount();
                        if (mount != null && ofSecret(ending)) {
                            events.tell(transaction, event(ending, mount, now));
                        }
                    });
        }
    }

    /** Tokens and leases are meant to end. */
    private static boolean ofSecret(Ending ending) {
        return ending.kind().equals("secret") || ending.kind().equals("version");
    }

    private static Event event(Ending ending, SpaceId mount, Instant now) {
        String name = ending.path().substring(ending.path().indexOf('/') + 1);
        Map<String, String> metadata = new HashMap<>();
        metadata.put("kind", ending.kind());
        metadata.put("expire_time", ending.at().toString());
        if (ending.version() > 0) {
            metadata.put("version", Long.toString(ending.version()));
        }
        return new Event(
                TYPE, ending.namespace(), mount, ending.path(), "data/" + name, now, metadata);
    }

    /** Behind every entry of that time. */
    private static DueEntry endOf(Instant time) {
        byte last = (byte) 0xff;
        return new DueEntry(time, last, -1, new byte[] {last}, NO_VALUE);
    }

    private static @Nullable DueEntry told(Transaction transaction) {
        var stored = records(transaction).get(TOLD);
        if (stored == null) {
            return null;
        }
        return DueEntry.at(stored.value(), NO_VALUE);
    }

    private static void mark(Transaction transaction, DueEntry last) {
        records(transaction).put(TOLD, last.position());
    }

    private static Records records(Transaction transaction) {
        return transaction.records(Keys.ROOT_NAMESPACE, Keys.EVENTS);
    }
}
