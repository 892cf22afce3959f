package io.sealwright.crypto;

import java.security.SecureRandom;
import java.util.Arrays;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Passwords by Argon2id (RFC 9106) in the PHC string format. New hashes take 19 MiB and two passes
 * (OWASP's password storage cheat sheet); older ones verify with the cost that they name, up to 256
 * MiB, 16 passes and 16 lanes.
 *
 * <p>Thread-safe; each call takes its memory anew, so callers bound how many run at once.
 */
public final class PasswordHash {
    private static final PhcString.Cost CURRENT = new PhcString.Cost(19 * 1024, 2, 1);
    private static final int SALT_LENGTH = 16;
    private static final int HASH_LENGTH = 32;

    private PasswordHash() {}

    /**
     * The PHC string of {@code password} with a fresh salt. The caller still owns, and wipes, the
     * password.
     */
    public static String hash(byte[] password, SecureRandom random) {
        byte[] salt = new byte[SALT_LENGTH];
        random.nextBytes(salt);
        return new PhcString(CURRENT, salt, compute(password, salt, CURRENT, HASH_LENGTH)).format();
    }

    /**
     * Whether {@code password} is the one behind {@code phc}; hashes are compared in constant time.
     * Throws {@link FormatException} if {@code phc} is no Argon2id PHC string within the limits.
     */
    public static boolean verify(byte[] password, String phc) {
        PhcString parsed = PhcString.parse(phc);
        byte[] computed = compute(password, parsed.salt(), parsed.cost(), parsed.hash().length);
        boolean same = Digests.equal(computed, parsed.hash());
        Arrays.fill(computed, (byte) 0);
        return same;
    }

    /**
     * Takes as long as {@link #verify} of a new hash does, for names that do not exist. Always
     * false.
     */
    public static boolean verifyNone(byte[] password) {
        byte[] computed = compute(password, new byte[SALT_LENGTH], CURRENT, HASH_LENGTH);
        Arrays.fill(computed, (byte) 0);
        return false;
    }

    /**
     * Whether {@code phc} was made at another cost than new hashes are; {@link FormatException} as
     * in {@link #verify}.
     */
    public static boolean needsRehash(String phc) {
        return !PhcString.parse(phc).cost().equals(CURRENT);
    }

    private static byte[] compute(byte[] password, byte[] salt, PhcString.Cost cost, int length) {
        Argon2Parameters parameters = parameters(cost).withSalt(salt).build();
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(parameters);
        byte[] hash = new byte[length];
        generator.generateBytes(password, hash);
        return hash;
    }

    private static Argon2Parameters.Builder parameters(PhcString.Cost cost) {
        return new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(cost.memoryKib())
                .withIterations(cost.passes())
                .withParallelism(cost.lanes());
    }
}
