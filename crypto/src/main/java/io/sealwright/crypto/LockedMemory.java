package io.sealwright.crypto;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A long-lived key outside the Java heap, in a page that is locked into memory and left out of core
 * dumps where the system allows it (see {@link #protection()}). The garbage collector neither moves
 * nor copies it; it is overwritten with zeros at {@link #close()}.
 *
 * <p>This protects the stored key. A cipher working with it has an expanded copy on the heap, which
 * its owner wipes too. Thread-safe; reading after {@code close()} throws {@link
 * IllegalStateException}.
 */
public final class LockedMemory implements AutoCloseable {
    /** The longest key that fits, in bytes. */
    public static final int MAX_LENGTH = LockedPages.SLOT_SIZE;

    /**
     * What the system granted for key memory.
     *
     * @param locked the pages cannot be swapped out
     * @param excludedFromDumps the pages are left out of core dumps
     * @param reason why not, or empty when both hold
     */
    public record Protection(boolean locked, boolean excludedFromDumps, String reason) {}

    private final LockedPages.Slot slot;
    private final int length;
    private boolean closed;

    private LockedMemory(LockedPages.Slot slot, int length) {
        this.slot = slot;
        this.length = length;
    }

    /**
     * Holds a copy of 1 to {@value #MAX_LENGTH} bytes; the caller still owns, and wipes, the given
     * array.
     */
    public static LockedMemory copyOf(byte[] bytes) {
        if (bytes.length < 1 || bytes.length > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "locked memory holds 1 to 64 bytes, not " + bytes.length);
        }
        LockedPages.Slot slot = LockedPages.shared().take();
        MemorySegment.copy(bytes, 0, slot.segment(), ValueLayout.JAVA_BYTE, 0, bytes.length);
        return new LockedMemory(slot, bytes.length);
    }

    /** What the system granted for the page of this key. */
    public Protection protection() {
        return slot.page().protection();
    }

    /** How many bytes are held. */
    public int length() {
        return length;
    }

    /** A copy on the heap, which the caller wipes. */
    synchronized byte[] read() {
        if (closed) {
            throw new IllegalStateException("key is closed");
        }
        byte[] copy = new byte[length];
        MemorySegment.copy(slot.segment(), ValueLayout.JAVA_BYTE, 0, copy, 0, length);
        return copy;
    }

    /** Zeroes the key; repeated calls do nothing. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            slot.segment().fill((byte) 0);
            LockedPages.shared().giveBack(slot);
        }
    }

    @Override
    public String toString() {
        return "LockedMemory[" + length + "]";
    }
}
