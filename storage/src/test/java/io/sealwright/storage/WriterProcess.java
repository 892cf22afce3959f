package io.sealwright.storage;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A single member in a process of its own that writes until it is killed or its disk fails. Says
 * what was acknowledged.
 */
public final class WriterProcess {
    private WriterProcess() {}

    /**
     * Arguments: folder, cluster address, first number to write, and optionally a number at which
     * the disk begins to fail.
     */
    public static void main(String[] args) throws Throwable {
        StoreConfig config =
                StoreConfig.at(Path.of(args[0]), args[1], "http://127.0.0.1:1")
                        .withElectionTimeout(Duration.ofMillis(400))
                        .withBlockCache(2 << 20)
                        .withSnapshots(400, 4 << 20)
                        .withOnFatal(cause -> {
                            System.out.println("fatal " + cause.getClass().getName());
                            System.out.flush();
                            Runtime.getRuntime().halt(3);
                        });
        RaftStore store = RaftStore.open(config);
        if (!store.initialised()) {
            store.bootstrap();
        }
        long failAt = args.length > 3 ? Long.parseLong(args[3]) : -1;
        for (long i = Long.parseLong(args[2]); ; i++) {
            if (i == failAt) {
                limitFileSize(256 << 10);
            }
            WriteSet write =
                    StoreTesting.write(
                            List.of(),
                            new Mutation.Put(
                                    StoreTesting.key("k" + i),
                                    StoreTesting.bytes("v" + i + "-".repeat(300))));
            Outcome outcome = store.commit(write, StoreTesting.soon());
            if (outcome instanceof Outcome.Committed) {
                System.out.println("ok " + i);
                System.out.flush();
            }
        }
    }

    /** From now on writing any file beyond this size fails, which stands for a full disk. */
    private static void limitFileSize(long bytes) throws Throwable {
        int fileSizeLimit = 1;
        Linker linker = Linker.nativeLinker();
        MethodHandle setrlimit =
                linker.downcallHandle(
                        linker.defaultLookup().find("setrlimit").orElseThrow(),
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment limits = arena.allocate(ValueLayout.JAVA_LONG, 2);
            limits.setAtIndex(ValueLayout.JAVA_LONG, 0, bytes);
            limits.setAtIndex(ValueLayout.JAVA_LONG, 1, bytes);
            if ((int) setrlimit.invokeExact(fileSizeLimit, limits) != 0) {
                throw new IllegalStateException("setrlimit failed");
            }
        }
    }
}
