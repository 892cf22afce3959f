package io.sealwright.storage;

import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * Names one set of records inside a namespace: a mount's data or one of the core's own sets. Eight
 * bytes, the first being the {@link ControlClass}. A mount's id is random and never used again, so
 * that moving a mount moves no value and a deleted mount's data cannot come back.
 */
public record SpaceId(long value) {

    public static SpaceId random(SecureRandom random) {
        return new SpaceId((random.nextLong() & 0x00ff_ffff_ffff_ffffL) | 0x0080_0000_0000_0000L);
    }

    /** A fixed space of the core; {@code number} below 2^16, far from the random ones. */
    static SpaceId fixed(ControlClass controlClass, int number) {
        return new SpaceId(((long) controlClass.ordinal() << 56) | number);
    }

    public ControlClass controlClass() {
        return ControlClass.values()[(int) (value >>> 56)];
    }

    public String hex() {
        return HexFormat.of().toHexDigits(value);
    }

    public static SpaceId parse(String hex) {
        return new SpaceId(HexFormat.fromHexDigitsToLong(hex));
    }
}
