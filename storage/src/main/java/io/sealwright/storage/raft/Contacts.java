package io.sealwright.storage.raft;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What the leader has heard of the others, and for how long it has not. Silence is counted in steps
 * in which this member itself was listening: one that was stopped for an hour, and nothing else,
 * has not waited an hour. Thread-safe.
 */
final class Contacts {
    static final long RECENT_NANOS = TimeUnit.SECONDS.toNanos(2);

    private static final long MOST_STEP_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final LongSupplier nanoTime;
    private final Map<String, Contact> contacts = new HashMap<>();
    private long lastTick;
    private boolean ticked;

    private static final class Contact {
        private @Nullable Answer answer;
        private long lastNanos;
        private boolean heard;
        private long silentNanos;
        private long steadyNanos;

        Contact(long now) {
            lastNanos = now;
        }
    }

    Contacts(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    synchronized void heard(String peer, Answer answer) {
        long now = nanoTime.getAsLong();
        Contact contact = contacts.computeIfAbsent(peer, added -> new Contact(now));
        contact.answer = answer;
        contact.lastNanos = now;
        contact.heard = true;
    }

    /** One more step of listening for these peers; others are forgotten. */
    synchronized void tick(Collection<String> peers) {
        long now = nanoTime.getAsLong();
        long step = ticked ? Math.min(now - lastTick, MOST_STEP_NANOS) : 0;
        lastTick = now;
        ticked = true;
        contacts.keySet().retainAll(Set.copyOf(peers));
        for (String peer : peers) {
            Contact contact = contacts.computeIfAbsent(peer, added -> new Contact(now));
            contact.silentNanos = contact.heard ? 0 : contact.silentNanos + step;
            contact.steadyNanos = recent(contact, now) ? contact.steadyNanos + step : 0;
            contact.heard = false;
        }
    }

    /** Forgets everything: this member does not lead. */
    synchronized void clear() {
        contacts.clear();
        ticked = false;
    }

    /** Those that answered of late, with their newest answers. */
    synchronized Map<String, Answer> recent() {
        long now = nanoTime.getAsLong();
        Map<String, Answer> recent = new HashMap<>();
        contacts.forEach((peer, contact) -> {
            if (contact.answer != null && recent(contact, now)) {
                recent.put(peer, contact.answer);
            }
        });
        return recent;
    }

    /** Those that answered of late, and have for so long without a gap. */
    synchronized Set<String> steadyFor(long nanos) {
        long now = nanoTime.getAsLong();
        Set<String> steady = new TreeSet<>();
        contacts.forEach((peer, contact) -> {
            if (recent(contact, now) && contact.steadyNanos >= nanos) {
                steady.add(peer);
            }
        });
        return steady;
    }

    /** Those that were listened for in vain for longer than this. */
    synchronized Set<String> silentFor(long nanos) {
        Set<String> silent = new TreeSet<>();
        contacts.forEach((peer, contact) -> {
            if (!contact.heard && contact.silentNanos > nanos) {
                silent.add(peer);
            }
        });
        return silent;
    }

    /** Since the last answer, or since the peer is listened for. */
    synchronized long sinceNanos(String peer) {
        Contact contact = contacts.get(peer);
        return contact == null ? 0 : nanoTime.getAsLong() - contact.lastNanos;
    }

    /** Its last answer, however old; null if there was none. */
    synchronized @Nullable Answer last(String peer) {
        Contact contact = contacts.get(peer);
        return contact == null ? null : contact.answer;
    }

    private static boolean recent(Contact contact, long now) {
        return contact.answer != null && now - contact.lastNanos < RECENT_NANOS;
    }
}
