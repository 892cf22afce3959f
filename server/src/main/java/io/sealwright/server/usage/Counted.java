package io.sealwright.server.usage;

/**
 * How often something was done, and when last.
 *
 * @param last epoch milliseconds
 */
record Counted(long times, long last) {
    static Counted once(long at) {
        return new Counted(1, at);
    }

    Counted plus(Counted other) {
        return new Counted(times + other.times, Math.max(last, other.last));
    }
}
