package io.sealwright.storage.barrier;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The barrier's two threads, which exist only while there is something to do. */
final class Background implements AutoCloseable {
    private static final int MAX_FOLDERS = 1024;
    private static final long IDLE_SECONDS = 10;

    private final ThreadPoolExecutor compaction =
            single("barrier-folders", MAX_FOLDERS, new ThreadPoolExecutor.AbortPolicy());

    // One task waiting is enough: it looks at the newest state.
    private final ThreadPoolExecutor following =
            single("barrier-keyring", 1, new ThreadPoolExecutor.DiscardPolicy());

    private static ThreadPoolExecutor single(
            String name, int capacity, java.util.concurrent.RejectedExecutionHandler whenFull) {
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(
                        1,
                        1,
                        IDLE_SECONDS,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(capacity),
                        task -> Thread.ofPlatform().daemon().name(name).unstarted(task),
                        whenFull);
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    ExecutorService compaction() {
        return compaction;
    }

    /** Runs the task soon; a second one that waits already makes this one needless. */
    void once(Runnable task) {
        following.execute(task);
    }

    @Override
    public void close() {
        compaction.shutdownNow();
        following.shutdownNow();
    }
}
