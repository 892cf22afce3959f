package io.sealwright.crypto;

import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An Argon2id hash in the PHC string format, {@code
 * $argon2id$v=19$m=KIB,t=PASSES,p=LANES$SALT$HASH} (base64 without padding).
 */
final class PhcString {
    /** What a hash costs to compute. */
    record Cost(int memoryKib, int passes, int lanes) {}

    // Beyond these a stored hash would be a way to exhaust memory or time.
    private static final int MAX_MEMORY_KIB = 256 * 1024;
    private static final int MAX_PASSES = 16;
    private static final int MAX_LANES = 16;
    private static final int MIN_SALT = 8;
    private static final int MIN_HASH = 16;
    private static final int MAX_BYTES = 64;
    private static final Pattern FORMAT =
            Pattern.compile(
                    "\\$argon2id\\$v=19\\$m=([1-9]\\d{0,6}),t=([1-9]\\d?),p=([1-9]\\d?)"
                            + "\\$([A-Za-z0-9+/]{1,86})\\$([A-Za-z0-9+/]{1,86})");

    private final Cost cost;
    private final byte[] salt;
    private final byte[] hash;

    PhcString(Cost cost, byte[] salt, byte[] hash) {
        this.cost = cost;
        this.salt = salt;
        this.hash = hash;
    }

    /** Throws {@link FormatException} for anything else, and for parameters beyond the limits. */
    static PhcString parse(String text) {
        Matcher match = FORMAT.matcher(text);
        if (!match.matches()) {
            throw new FormatException("password hash: not an Argon2id PHC string");
        }
        Cost cost = new Cost(number(match, 1), number(match, 2), number(match, 3));
        PhcString parsed = new PhcString(cost, decode(match.group(4)), decode(match.group(5)));
        if (!parsed.withinLimits()) {
            throw new FormatException("password hash: parameters out of range");
        }
        return parsed;
    }

    private static int number(Matcher match, int group) {
        return Integer.parseInt(match.group(group));
    }

    private static byte[] decode(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new FormatException("password hash: not base64");
        }
    }

    private boolean withinLimits() {
        // RFC 9106, 3.1: at least 8 KiB for each lane.
        boolean memoryFits = cost.memoryKib >= 8 * cost.lanes && cost.memoryKib <= MAX_MEMORY_KIB;
        return memoryFits
                && cost.passes <= MAX_PASSES
                && cost.lanes <= MAX_LANES
                && salt.length >= MIN_SALT
                && salt.length <= MAX_BYTES
                && hash.length >= MIN_HASH
                && hash.length <= MAX_BYTES;
    }

    Cost cost() {
        return cost;
    }

    byte[] salt() {
        return salt;
    }

    byte[] hash() {
        return hash;
    }

    /** The string; it is no secret as such, but lets whoever has it try passwords. */
    String format() {
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s"
                .formatted(
                        cost.memoryKib,
                        cost.passes,
                        cost.lanes,
                        base64.encodeToString(salt),
                        base64.encodeToString(hash));
    }
}
