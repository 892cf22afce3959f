package io.sealwright.crypto;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.UUID;

/**
 * The stored form of a root key: wrapped by a seal, together with what an operator must know to
 * open it.
 *
 * <p>Encoding, big-endian: {@code version(1) type(1) shares(1) threshold(1) generation(16)
 * length(2) ciphertext(length)}. Everything before the length is authenticated with the ciphertext.
 *
 * @param type the kind of seal
 * @param shares how many shares of the unseal key exist, 1 to 255
 * @param threshold how many of them open it, 1 to {@code shares}
 * @param generation 16 random bytes, new at every rekey
 * @param ciphertext the wrapped root key, at most 65535 bytes
 */
public record SealedRootKey(
        SealType type, int shares, int threshold, UUID generation, Ciphertext ciphertext) {
    private static final byte VERSION = 1;
    private static final int HEADER_LENGTH = 20;
    private static final int MAX_CIPHERTEXT = 0xFFFF;

    /** Throws {@link IllegalArgumentException} for counts or a length out of range. */
    public SealedRootKey {
        Shamir.checkCounts(shares, threshold);
        if (ciphertext.length() < 1 || ciphertext.length() > MAX_CIPHERTEXT) {
            throw new IllegalArgumentException(
                    "wrapped root key of " + ciphertext.length() + " bytes");
        }
    }

    /** Wraps {@code rootKey} as a new generation. */
    static SealedRootKey wrap(
            RootKeyWrapper wrapper, int shares, int threshold, UUID generation, RootKey rootKey) {
        byte[] header = header(wrapper.type(), shares, threshold, generation);
        try (SecretBytes bytes = rootKey.expose()) {
            Ciphertext wrapped = Ciphertext.copyOf(wrapper.wrap(bytes, header));
            return new SealedRootKey(wrapper.type(), shares, threshold, generation, wrapped);
        }
    }

    /**
     * The root key; throws {@link WrongKeyException} if the wrapper's key or anything in this
     * record is not the original.
     */
    RootKey unwrap(RootKeyWrapper wrapper) {
        byte[] header = header(type, shares, threshold, generation);
        try (SecretBytes bytes = wrapper.unwrap(ciphertext.toByteArray(), header)) {
            if (bytes.length() != RootKey.LENGTH) {
                throw new WrongKeyException("what the seal unwrapped is not a root key");
            }
            return bytes.use(SecretAccess.insecure(), RootKey::copyOf);
        }
    }

    private static byte[] header(SealType type, int shares, int threshold, UUID generation) {
        return ByteBuffer.allocate(HEADER_LENGTH)
                .put(VERSION)
                .put(type.code())
                .put((byte) shares)
                .put((byte) threshold)
                .putLong(generation.getMostSignificantBits())
                .putLong(generation.getLeastSignificantBits())
                .array();
    }

    /** The encoding described above. It holds no secret in the clear. */
    public byte[] encode() {
        byte[] wrapped = ciphertext.toByteArray();
        return ByteBuffer.allocate(HEADER_LENGTH + Short.BYTES + wrapped.length)
                .put(header(type, shares, threshold, generation))
                .putShort((short) wrapped.length)
                .put(wrapped)
                .array();
    }

    /** The record behind {@link #encode()}; throws {@link FormatException} for anything else. */
    public static SealedRootKey decode(byte[] encoded) {
        if (encoded.length < HEADER_LENGTH + Short.BYTES) {
            throw new FormatException("sealed root key: truncated, " + encoded.length + " bytes");
        }
        ByteBuffer in = ByteBuffer.wrap(encoded);
        byte version = in.get();
        if (version != VERSION) {
            throw new FormatException("sealed root key: unknown version " + version);
        }
        SealType type = SealType.ofCode(in.get());
        int shares = in.get() & 0xFF;
        int threshold = in.get() & 0xFF;
        UUID generation = new UUID(in.getLong(), in.getLong());
        if ((in.getShort() & 0xFFFF) != in.remaining()) {
            throw new FormatException(
                    "sealed root key: wrong length, " + encoded.length + " bytes");
        }
        Ciphertext wrapped =
                Ciphertext.copyOf(Arrays.copyOfRange(encoded, in.position(), encoded.length));
        try {
            return new SealedRootKey(type, shares, threshold, generation, wrapped);
        } catch (IllegalArgumentException e) {
            throw new FormatException("sealed root key: " + e.getMessage());
        }
    }
}
