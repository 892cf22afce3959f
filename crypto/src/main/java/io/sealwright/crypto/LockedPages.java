package io.sealwright.crypto;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The pages that {@link LockedMemory} cuts its slots from. Pages are shared by many keys, because
 * the limit on locked memory can be as low as 64 KiB, and are never unmapped, so that no use of a
 * closed key can touch foreign memory.
 */
final class LockedPages {
    /** Size of one slot in bytes. */
    static final int SLOT_SIZE = 64;

    /** A place for one key; the segment is zero while it is free. */
    record Slot(LockedPage page, MemorySegment segment) {}

    private static final LockedPages SHARED = new LockedPages();

    private final Deque<Slot> free = new ArrayDeque<>();

    private LockedPages() {}

    static LockedPages shared() {
        return SHARED;
    }

    synchronized Slot take() {
        if (free.isEmpty()) {
            LockedPage page = LockedPage.allocate();
            long size = page.segment().byteSize();
            for (long offset = 0; offset + SLOT_SIZE <= size; offset += SLOT_SIZE) {
                free.addLast(new Slot(page, page.segment().asSlice(offset, SLOT_SIZE)));
            }
        }
        return free.removeFirst();
    }

    /** Takes back a slot that its holder has zeroed. */
    synchronized void giveBack(Slot slot) {
        free.addLast(slot);
    }
}
