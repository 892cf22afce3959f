package io.sealwright.crypto;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * One page of memory outside the heap, locked and left out of core dumps where the system allows
 * it; {@link #protection()} says what is missing. It is never freed.
 */
record LockedPage(MemorySegment segment, LockedMemory.Protection protection) {
    private static final long FALLBACK_SIZE = 4096;

    static LockedPage allocate() {
        if (!NativeCalls.onLinux()) {
            return unprotected("key memory is locked on Linux only");
        }
        try {
            long size = NativeCalls.pageSize();
            MemorySegment segment = Arena.global().allocate(size, size);
            int lock = NativeCalls.lock(segment);
            int dumps = NativeCalls.excludeFromDumps(segment);
            String reason = describe("mlock", lock) + describe("madvise", dumps);
            return new LockedPage(
                    segment, new LockedMemory.Protection(lock == 0, dumps == 0, reason.strip()));
        } catch (UnsupportedOperationException e) {
            // The lock may be missing, the key must not be.
            return unprotected(String.valueOf(e.getMessage()));
        }
    }

    private static LockedPage unprotected(String reason) {
        MemorySegment segment = Arena.global().allocate(FALLBACK_SIZE, FALLBACK_SIZE);
        return new LockedPage(segment, new LockedMemory.Protection(false, false, reason));
    }

    private static String describe(String call, int errno) {
        return errno == 0 ? "" : call + " failed with errno " + errno + " ";
    }
}
