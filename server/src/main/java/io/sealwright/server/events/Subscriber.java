package io.sealwright.server.events;

import io.sealwright.server.spi.Feed;
import io.sealwright.server.spi.Request;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One connection that hears events. Thread-safe; it runs on a thread of its own. */
final class Subscriber implements Feed {
    /** Events that wait while the client takes one. */
    static final int MOST_WAITING = 1_024;

    /** Their characters together. */
    static final int MOST_CHARACTERS = 1 << 20;

    static final End TOO_SLOW =
            new End(End.POLICY_VIOLATION, "too slow: more events waited than this server keeps");
    static final End NO_RIGHTS =
            new End(End.POLICY_VIOLATION, "the token has ended, or may not subscribe any more");
    static final End FULL =
            new End(End.TRY_AGAIN_LATER, "too many subscribers on this node: try another one");
    static final End GAP =
            new End(End.TRY_AGAIN_LATER, "events were deleted before this node could tell them");
    static final End SEALING = new End(End.GOING_AWAY, "this node is being sealed");

    private static final Duration PING = Duration.ofSeconds(20);

    private final Audience audience;
    private final Request asked;
    private final String token;
    private final EventFilter filter;
    private final Deque<String> waiting = new ArrayDeque<>();
    private int characters;
    private long heard;
    private @Nullable End end;

    /**
     * @param asked the opening request, in its namespace and without its token
     * @param token hash of the token
     * @param from what comes behind this event is told
     */
    Subscriber(Audience audience, Request asked, String token, EventFilter filter, long from) {
        this.audience = audience;
        this.asked = asked;
        this.token = token;
        this.filter = filter;
        this.heard = from;
    }

    Request asked() {
        return asked;
    }

    String token() {
        return token;
    }

    EventFilter filter() {
        return filter;
    }

    synchronized long heard() {
        return heard;
    }

    /** What is up to here has been told, or is not for this one. */
    synchronized void heard(long number) {
        heard = Math.max(heard, number);
    }

    /** Never waits: a client that does not keep up is cut off. */
    synchronized void tell(String text) {
        if (end != null) {
            return;
        }
        if (waiting.size() >= MOST_WAITING || characters + text.length() > MOST_CHARACTERS) {
            audience.tooSlow();
            end(TOO_SLOW);
            return;
        }
        waiting.add(text);
        characters += text.length();
        notifyAll();
    }

    /** The first reason counts; what waits is not sent any more. */
    synchronized void end(End reason) {
        if (end == null) {
            end = reason;
            waiting.clear();
            notifyAll();
        }
    }

    @Override
    public End run(Outlet outlet) throws IOException, InterruptedException {
        if (!audience.add(this)) {
            return FULL;
        }
        try {
            return send(outlet);
        } finally {
            audience.remove(this);
        }
    }

    private End send(Outlet outlet) throws IOException, InterruptedException {
        while (true) {
            String next = next();
            End over = ended();
            if (over != null) {
                return over;
            }
            if (next == null) {
                outlet.ping();
            } else {
                outlet.text(next);
            }
        }
    }

    private synchronized @Nullable End ended() {
        return end;
    }

    /** Null if nothing came for a while. */
    private synchronized @Nullable String next() throws InterruptedException {
        long until = System.nanoTime() + PING.toNanos();
        long left = PING.toMillis();
        while (waiting.isEmpty() && end == null && left > 0) {
            wait(left);
            left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
        }
        String next = waiting.poll();
        characters -= next == null ? 0 : next.length();
        return next;
    }
}
