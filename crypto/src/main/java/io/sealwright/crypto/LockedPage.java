package io.sealwright.crypto;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * One page of memory, locked by {@code mlock(2)} and marked {@code MADV_DONTDUMP} where the system
 * has both. Where it has not, or refuses, the page is still outside the heap and {@link
 * #protection()} says what is missing.
 */
record LockedPage(MemorySegment segment, LockedMemory.Protection protection) {
    // Only where the system does not tell its page size.
    private static final long FALLBACK_SIZE = 4096;
    private static final int SC_PAGESIZE_LINUX = 30;
    private static final int MADV_DONTDUMP = 16;

    static LockedPage allocate() {
        if (!System.getProperty("os.name", "").equals("Linux")) {
            return unprotected("key memory is locked on Linux only");
        }
        try {
            return allocateLocked();
        } catch (Throwable e) {
            // A MethodHandle may throw anything; losing the lock must never lose the key.
            return unprotected("native calls are not available: " + e.getClass().getSimpleName());
        }
    }

    private static LockedPage unprotected(String reason) {
        MemorySegment segment = Arena.global().allocate(FALLBACK_SIZE, FALLBACK_SIZE);
        return new LockedPage(segment, new LockedMemory.Protection(false, false, reason));
    }

    private static LockedPage allocateLocked() throws Throwable {
        long size = pageSize();
        MemorySegment segment = Arena.global().allocate(size, size);
        int lockError = mlock(segment);
        int dumpError = madvise(segment, MADV_DONTDUMP);
        String reason = describe("mlock", lockError) + describe("madvise", dumpError);
        return new LockedPage(
                segment,
                new LockedMemory.Protection(lockError == 0, dumpError == 0, reason.strip()));
    }

    private static String describe(String call, int errno) {
        return errno == 0 ? "" : call + " failed with errno " + errno + " ";
    }

    @SuppressWarnings("restricted") // native calls are what this class is for
    private static long pageSize() throws Throwable {
        MethodHandle sysconf =
                Linker.nativeLinker()
                        .downcallHandle(
                                address("sysconf"),
                                FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT));
        long size = (long) sysconf.invokeExact(SC_PAGESIZE_LINUX);
        return size > 0 ? size : FALLBACK_SIZE;
    }

    private static int mlock(MemorySegment page) throws Throwable {
        FunctionDescriptor signature =
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG);
        return errnoOf("mlock", signature, page, page.byteSize());
    }

    private static int madvise(MemorySegment page, int advice) throws Throwable {
        FunctionDescriptor signature =
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT,
                        ValueLayout.ADDRESS,
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_INT);
        return errnoOf("madvise", signature, page, page.byteSize(), advice);
    }

    // 0, or the errno of a call that failed.
    @SuppressWarnings("restricted")
    private static int errnoOf(String function, FunctionDescriptor signature, Object... arguments)
            throws Throwable {
        try (Arena arena = Arena.ofConfined()) {
            StructLayout layout = Linker.Option.captureStateLayout();
            MemorySegment state = arena.allocate(layout);
            MethodHandle handle =
                    Linker.nativeLinker()
                            .downcallHandle(
                                    address(function),
                                    signature,
                                    Linker.Option.captureCallState("errno"));
            int result = (int) handle.bindTo(state).invokeWithArguments(arguments);
            long errno = layout.byteOffset(MemoryLayout.PathElement.groupElement("errno"));
            return result == 0 ? 0 : state.get(ValueLayout.JAVA_INT, errno);
        }
    }

    private static MemorySegment address(String function) {
        return Linker.nativeLinker().defaultLookup().findOrThrow(function);
    }
}
