package io.sealwright.storage.apply;

import io.sealwright.storage.Key;
import io.sealwright.storage.Keys;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A namespace and the raw class byte of a space. Raw, so that a member that does not know a newer
 * class keeps the same state as one that does.
 */
public record ClassKey(int namespace, byte controlClass) {
    /** Every class of the namespace, written by deleting a prefix that names none. */
    public static final byte ALL = 0;

    /** Records outside the barrier, members among them. */
    public static final ClassKey SYSTEM =
            new ClassKey(Keys.ROOT_NAMESPACE, (byte) Keys.SYSTEM_SPACE.controlClass().ordinal());

    private static final int CLASS_AT = 5;

    /** Null for ordinary data and for keys too short to name a class. */
    static @Nullable ClassKey of(Key key) {
        byte[] bytes = key.bytes();
        if (bytes.length <= CLASS_AT || bytes[CLASS_AT] == 0) {
            return null;
        }
        return new ClassKey(ByteBuffer.wrap(bytes).getInt(), bytes[CLASS_AT]);
    }
}
