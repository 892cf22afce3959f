package io.sealwright.server;

/**
 * A thread that has died for want of memory may have been one that the others wait for, and the
 * node would neither lead nor follow: the process ends, another member leads, and whoever
 * supervises this one starts it anew. {@code bin/sealwright} also has the JVM do so, which sees
 * errors that are caught.
 */
final class OutOfMemory {
    /** As the JVM exits by {@code -XX:+ExitOnOutOfMemoryError}. */
    private static final int EXIT = 3;

    private OutOfMemory() {}

    static void endsTheProcess() {
        Thread.setDefaultUncaughtExceptionHandler(OutOfMemory::ended);
    }

    private static void ended(Thread thread, Throwable cause) {
        if (cause instanceof OutOfMemoryError) {
            // First of all, and without a word: that would need memory.
            Runtime.getRuntime().halt(EXIT);
        }
        System.err.println("thread " + thread.getName() + " has ended by " + cause);
        cause.printStackTrace();
    }
}
