package io.sealwright.crypto;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * The plaintext of a stored keyring, big-endian: {@code version(1) nameKey(32) count(4)}, then for
 * each term from 1 on {@code term(4) installedAtEpochMillis(8) key(32)}.
 */
final class KeyringCodec {
    private static final byte VERSION = 1;
    private static final int KEY_LENGTH = 32;
    private static final int HEADER_LENGTH = 1 + KEY_LENGTH + Integer.BYTES;
    private static final int TERM_LENGTH = Integer.BYTES + Long.BYTES + KEY_LENGTH;

    /** Keys of a decoded keyring; the receiver owns them. */
    record Decoded(NameKey nameKey, List<TermKey> terms) {}

    private KeyringCodec() {}

    /** The caller wipes the result. */
    static byte[] encode(NameKey nameKey, List<TermKey> terms) {
        ByteBuffer out = ByteBuffer.allocate(HEADER_LENGTH + terms.size() * TERM_LENGTH);
        out.put(VERSION);
        putKey(out, nameKey.expose());
        out.putInt(terms.size());
        for (TermKey term : terms) {
            out.putInt(term.term()).putLong(term.installedAt().toEpochMilli());
            putKey(out, term.cipher().exposeKey());
        }
        return out.array();
    }

    private static void putKey(ByteBuffer out, byte[] key) {
        out.put(key);
        Arrays.fill(key, (byte) 0);
    }

    /**
     * Throws {@link FormatException} for anything that {@link #encode} does not make. The caller
     * wipes {@code encoded}.
     */
    static Decoded decode(byte[] encoded) {
        ByteBuffer in = ByteBuffer.wrap(encoded);
        checkShape(in, encoded.length);
        NameKey nameKey = takeKey(in, NameKey::new);
        int count = in.getInt();
        List<TermKey> terms = new ArrayList<>(count);
        try {
            for (int expected = 1; expected <= count; expected++) {
                terms.add(decodeTerm(in, expected));
            }
            return new Decoded(nameKey, List.copyOf(terms));
        } catch (FormatException e) {
            nameKey.wipe();
            terms.forEach(TermKey::wipe);
            throw e;
        }
    }

    private static void checkShape(ByteBuffer in, int length) {
        if (length < HEADER_LENGTH + TERM_LENGTH) {
            throw new FormatException("keyring: truncated, " + length + " bytes");
        }
        byte version = in.get();
        if (version != VERSION) {
            throw new FormatException("keyring: unknown version " + version);
        }
        int count = in.getInt(1 + KEY_LENGTH);
        if (count < 1 || length != HEADER_LENGTH + (long) count * TERM_LENGTH) {
            throw new FormatException("keyring: " + count + " terms in " + length + " bytes");
        }
    }

    private static TermKey decodeTerm(ByteBuffer in, int expected) {
        int term = in.getInt();
        if (term != expected) {
            throw new FormatException("keyring: term " + term + " in place of " + expected);
        }
        Instant installedAt = Instant.ofEpochMilli(in.getLong());
        return takeKey(in, key -> new TermKey(term, installedAt, key));
    }

    private static <T> T takeKey(ByteBuffer in, Function<byte[], T> maker) {
        byte[] key = new byte[KEY_LENGTH];
        try {
            in.get(key);
            return maker.apply(key);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }
}
