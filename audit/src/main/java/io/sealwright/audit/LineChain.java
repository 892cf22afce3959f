package io.sealwright.audit;

import io.sealwright.crypto.Digests;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * A chain that begins anew with each opening, in an epoch of its own: a network device cannot read
 * back where it was. One thread at a time.
 */
final class LineChain {

    private static final SecureRandom RANDOM = new SecureRandom();

    private final MessageDigest sha256 = Digests.newSha256();
    private ChainPosition tip = new ChainPosition(newEpoch(), 0, ChainPosition.NO_HASH);

    /** The body with its trailer, without a line break. */
    byte[] line(byte[] body) {
        long seq = tip.seq() + 1;
        byte[] trailer = new LineTrailer(tip.epoch(), seq, tip.hash()).bytes();
        byte[] line = new byte[body.length + trailer.length];
        System.arraycopy(body, 0, line, 0, body.length);
        System.arraycopy(trailer, 0, line, body.length, trailer.length);
        tip = new ChainPosition(tip.epoch(), seq, HexFormat.of().formatHex(sha256.digest(line)));
        return line;
    }

    ChainPosition tip() {
        return tip;
    }

    private static String newEpoch() {
        byte[] bytes = new byte[LineTrailer.EPOCH_CHARS / 2];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
