package io.sealwright.storage.simulation;

import io.sealwright.storage.Key;
import io.sealwright.storage.Keys;
import io.sealwright.storage.SpaceId;
import io.sealwright.storage.apply.Applier;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** The few keys that all clients fight for. */
final class Workload {
    private static final SpaceId SPACE = new SpaceId(0x0080_0000_0000_0001L);

    /** Covers everything that is written. */
    static final List<Key> PREFIXES = List.of(new Key(new byte[Integer.BYTES]));

    static final List<Key> REGISTERS =
            List.of(item("r0"), item("r1"), item("r2"), item("r3"), item("s0"));
    static final Key REGISTER_PREFIX = item("r");
    static final Key COUNTER = Keys.of(0, Keys.COUNTER, SPACE, new byte[] {1});

    static final Key LOG = Keys.log(0, SPACE);

    /** Written by a restore, so that one can tell which was the last. */
    static final Key RESTORED = Applier.RESTORED;

    /** Carried over by a restore. */
    static final Key KEPT = Keys.system("cluster/");

    private Workload() {}

    static Key register(Random random) {
        return REGISTERS.get(random.nextInt(REGISTERS.size()));
    }

    static byte[] number(long value) {
        return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    }

    static byte[] text(String value) {
        return value.getBytes(StandardCharsets.UTF_8);
    }

    private static Key item(String name) {
        return Keys.of(0, Keys.ITEM, SPACE, text(name));
    }
}
