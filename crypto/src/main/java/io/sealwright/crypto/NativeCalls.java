package io.sealwright.crypto;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;

/**
 * The few calls of Linux's C library that protect key memory. Those that return an int return 0 or
 * the {@code errno} of their failure; all throw {@link UnsupportedOperationException} where native
 * calls are not possible. Constants are those of every Linux architecture that a JDK 25 runs on.
 */
final class NativeCalls {
    private static final int SC_PAGESIZE = 30;
    private static final int MADV_DONTDUMP = 16;
    private static final int PR_GET_DUMPABLE = 3;
    private static final int PR_SET_DUMPABLE = 4;

    private NativeCalls() {}

    static boolean onLinux() {
        return System.getProperty("os.name", "").equals("Linux");
    }

    /** The page size in bytes, or 4096 if the system does not tell. */
    static long pageSize() {
        Outcome outcome =
                call("sysconf", ValueLayout.JAVA_LONG, List.of(ValueLayout.JAVA_INT), SC_PAGESIZE);
        return outcome.value > 0 ? outcome.value : 4096;
    }

    /** Keeps the pages from being swapped out: {@code mlock(2)}. */
    static int lock(MemorySegment pages) {
        List<MemoryLayout> arguments = List.of(ValueLayout.ADDRESS, ValueLayout.JAVA_LONG);
        return call("mlock", ValueLayout.JAVA_INT, arguments, pages, pages.byteSize()).error();
    }

    /** Leaves the pages out of core dumps: {@code madvise(2)}, {@code MADV_DONTDUMP}. */
    static int excludeFromDumps(MemorySegment pages) {
        List<MemoryLayout> arguments =
                List.of(ValueLayout.ADDRESS, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT);
        return call(
                        "madvise",
                        ValueLayout.JAVA_INT,
                        arguments,
                        pages,
                        pages.byteSize(),
                        MADV_DONTDUMP)
                .error();
    }

    /**
     * No core dump of this process, and no other process of its user may read its memory: {@code
     * prctl(2)}.
     */
    static int denyDumps() {
        List<MemoryLayout> arguments = List.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG);
        return call("prctl", ValueLayout.JAVA_INT, arguments, PR_SET_DUMPABLE, 0L).error();
    }

    /** 1 if the process may be dumped, 0 after {@link #denyDumps()}. */
    static long dumpable() {
        List<MemoryLayout> arguments = List.of(ValueLayout.JAVA_INT);
        return call("prctl", ValueLayout.JAVA_INT, arguments, PR_GET_DUMPABLE).value;
    }

    private record Outcome(long value, int errno) {
        int error() {
            return value == 0 ? 0 : errno;
        }
    }

    @SuppressWarnings("restricted") // native calls are what this class is for
    private static Outcome call(
            String function, MemoryLayout result, List<MemoryLayout> layouts, Object... arguments) {
        try (Arena arena = Arena.ofConfined()) {
            StructLayout layout = Linker.Option.captureStateLayout();
            MemorySegment state = arena.allocate(layout);
            Linker linker = Linker.nativeLinker();
            MethodHandle handle =
                    linker.downcallHandle(
                            linker.defaultLookup().findOrThrow(function),
                            FunctionDescriptor.of(result, layouts.toArray(MemoryLayout[]::new)),
                            Linker.Option.captureCallState("errno"));
            List<Object> all = new ArrayList<>(List.of(state));
            all.addAll(List.of(arguments));
            Object value = handle.invokeWithArguments(all);
            long offset = layout.byteOffset(MemoryLayout.PathElement.groupElement("errno"));
            return new Outcome(
                    ((Number) value).longValue(), state.get(ValueLayout.JAVA_INT, offset));
        } catch (Throwable e) {
            // A MethodHandle may throw anything, and a JVM may forbid native access.
            throw new UnsupportedOperationException(
                    "native call " + function + " is not possible", e);
        }
    }
}
