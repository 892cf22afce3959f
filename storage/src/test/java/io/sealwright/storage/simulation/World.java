package io.sealwright.storage.simulation;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Time, chance and the order of everything that happens in one schedule. */
final class World {
    private static final int TRACE_LINES = 150;

    private record Event(long at, long order, Runnable task) {}

    final Random random;
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(
                    Comparator.comparingLong(Event::at).thenComparingLong(Event::order));
    private final boolean tracing;
    private final Deque<String> trace = new ArrayDeque<>();
    private @Nullable String violation;
    private long now;
    private long order;

    World(long seed, boolean tracing) {
        // Neighbouring seeds of Random begin alike.
        this.random = new Random(seed * 0x9E37_79B9_7F4A_7C15L ^ seed >>> 32);
        this.tracing = tracing;
    }

    /** Microseconds since the beginning. */
    long now() {
        return now;
    }

    void after(long micros, Runnable task) {
        events.add(new Event(now + Math.max(0, micros), order++, task));
    }

    /** Runs what is due up to then. */
    void runUntil(long micros) {
        while (!events.isEmpty() && events.peek().at() <= micros) {
            Event next = events.poll();
            now = next.at();
            next.task().run();
            if (violation != null) {
                throw new Violation(violation);
            }
        }
        now = micros;
    }

    /** A promise was broken; told to the loop, since a future would swallow an exception. */
    void violated(String what) {
        trace(() -> "VIOLATION " + what);
        if (violation == null) {
            violation = what;
        }
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    /** From {@code least} to {@code most}, in microseconds. */
    long between(long least, long most) {
        return least + (long) (random.nextDouble() * (most - least));
    }

    void trace(Supplier<String> line) {
        if (tracing) {
            if (trace.size() == TRACE_LINES) {
                trace.removeFirst();
            }
            trace.addLast("%9.3f ms  %s".formatted(now / 1000.0, line.get()));
        }
    }

    List<String> tail() {
        return List.copyOf(trace);
    }
}
