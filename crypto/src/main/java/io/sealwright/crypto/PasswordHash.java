package io.sealwright.crypto;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Argon2id (RFC 9106) in the PHC string format, {@code
 * $argon2id$v=19$m=KIB,t=PASSES,p=LANES$SALT$HASH} (base64 without padding). New hashes take 19 MiB
 * and two passes; older ones verify with what they name, up to the limits below.
 *
 * <p>Thread-safe; each call takes its memory anew, so callers bound how many run at once.
 */
public final class PasswordHash {
    private static final Cost CURRENT = new Cost(19 * 1024, 2, 1);
    private static final int SALT_LENGTH = 16;
    private static final int HASH_LENGTH = 32;
    // Beyond these a stored hash would be a way to exhaust memory or time.
    private static final int MAX_MEMORY_KIB = 256 * 1024;
    private static final int MAX_PASSES = 16;
    private static final int MAX_LANES = 16;
    private static final int MAX_BYTES = 64;
    private static final Pattern PHC =
            Pattern.compile(
                    "\\$argon2id\\$v=19\\$m=(\\d{1,7}),t=(\\d{1,3}),p=(\\d{1,3})"
                            + "\\$([A-Za-z0-9+/]{11,86})\\$([A-Za-z0-9+/]{16,86})");

    private record Cost(int memoryKib, int passes, int lanes) {}

    private record Parsed(Cost cost, byte[] salt, byte[] hash) {}

    private PasswordHash() {}

    /**
     * The PHC string of {@code password} with a fresh salt. The caller still owns, and wipes, the
     * password.
     */
    public static String hash(byte[] password, SecureRandom random) {
        byte[] salt = new byte[SALT_LENGTH];
        random.nextBytes(salt);
        byte[] hash = compute(password, salt, CURRENT, HASH_LENGTH);
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s"
                .formatted(
                        CURRENT.memoryKib,
                        CURRENT.passes,
                        CURRENT.lanes,
                        base64.encodeToString(salt),
                        base64.encodeToString(hash));
    }

    /**
     * Whether {@code password} is the one behind {@code phc}; hashes are compared in constant time.
     * Throws {@link FormatException} if {@code phc} is no Argon2id PHC string within the limits.
     */
    public static boolean verify(byte[] password, String phc) {
        Parsed parsed = parse(phc);
        byte[] computed = compute(password, parsed.salt, parsed.cost, parsed.hash.length);
        boolean same = Digests.equal(computed, parsed.hash);
        Arrays.fill(computed, (byte) 0);
        return same;
    }

    /**
     * Takes as long as {@link #verify} of a current hash, for names that do not exist. Always
     * false.
     */
    public static boolean verifyNone(byte[] password) {
        compute(password, new byte[SALT_LENGTH], CURRENT, HASH_LENGTH);
        return false;
    }

    /** Whether {@code phc} was made at another cost than new hashes are. */
    public static boolean needsRehash(String phc) {
        return !parse(phc).cost.equals(CURRENT);
    }

    private static Parsed parse(String phc) {
        Matcher match = PHC.matcher(phc);
        if (!match.matches()) {
            throw new FormatException("password hash: not an Argon2id PHC string");
        }
        Cost cost =
                new Cost(
                        Integer.parseInt(match.group(1)),
                        Integer.parseInt(match.group(2)),
                        Integer.parseInt(match.group(3)));
        byte[] salt = decode(match.group(4));
        byte[] hash = decode(match.group(5));
        checkLimits(cost, salt, hash);
        return new Parsed(cost, salt, hash);
    }

    private static void checkLimits(Cost cost, byte[] salt, byte[] hash) {
        boolean lanesFit = cost.lanes >= 1 && cost.lanes <= MAX_LANES;
        boolean passesFit = cost.passes >= 1 && cost.passes <= MAX_PASSES;
        boolean memoryFits = cost.memoryKib >= 8 * cost.lanes && cost.memoryKib <= MAX_MEMORY_KIB;
        if (!lanesFit
                || !passesFit
                || !memoryFits
                || salt.length > MAX_BYTES
                || hash.length > MAX_BYTES) {
            throw new FormatException("password hash: parameters out of range");
        }
    }

    private static byte[] decode(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new FormatException("password hash: not base64");
        }
    }

    private static byte[] compute(byte[] password, byte[] salt, Cost cost, int length) {
        Argon2Parameters parameters =
                new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                        .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                        .withMemoryAsKB(cost.memoryKib)
                        .withIterations(cost.passes)
                        .withParallelism(cost.lanes)
                        .withSalt(salt)
                        .build();
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(parameters);
        byte[] hash = new byte[length];
        generator.generateBytes(password, hash);
        return hash;
    }
}
