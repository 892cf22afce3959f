package io.sealwright.crypto.transit;

import io.sealwright.crypto.SecretAccess;
import io.sealwright.crypto.SecretBytes;
import io.sealwright.crypto.SigningKey;
import java.lang.ref.Reference;
import java.security.SecureRandom;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Ed25519 (RFC 8032); what it signs is never hashed before. */
public final class Ed25519Key implements SignatureKey {
    private static final int LENGTH = 32;

    private final byte[] publicKey;
    private final @Nullable SigningKey signer;

    private Ed25519Key(byte[] publicKey, @Nullable SigningKey signer) {
        this.publicKey = publicKey;
        this.signer = signer;
        if (signer != null) {
            Wiping.whenUnreachable(this, signer::close);
        }
    }

    static Ed25519Key generate(SecureRandom random) {
        byte[] seed = new byte[LENGTH];
        random.nextBytes(seed);
        return ofSeed(seed);
    }

    /** Takes the seed over and wipes it. */
    static Ed25519Key ofSeed(byte[] seed) {
        SigningKey signer = SigningKey.adopt(seed);
        return new Ed25519Key(signer.publicKey(), signer);
    }

    static Ed25519Key ofPublic(byte[] publicKey) {
        if (publicKey.length != LENGTH) {
            throw new RefusedException("an Ed25519 public key has " + LENGTH + " bytes");
        }
        return new Ed25519Key(publicKey.clone(), null);
    }

    static Ed25519Key load(byte[] privatePart, byte[] publicPart) {
        return privatePart.length == 0
                ? ofPublic(PublicKeyInfo.parse(publicPart).key())
                : ofSeed(privatePart.clone());
    }

    @Override
    public KeyType type() {
        return KeyType.ED25519;
    }

    @Override
    public boolean hasPrivatePart() {
        return signer != null;
    }

    /** The public key's 32 bytes. */
    public byte[] publicKey() {
        return publicKey.clone();
    }

    @Override
    public byte[] privatePart() {
        if (signer == null) {
            return new byte[0];
        }
        try (SecretBytes pkcs8 = signer.encode()) {
            return pkcs8.use(
                    SecretAccess.insecure(),
                    bytes -> Arrays.copyOfRange(bytes, bytes.length - LENGTH, bytes.length));
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public byte[] publicPart() {
        return PublicKeyInfo.ed25519(publicKey);
    }

    /** Seed and public key one after the other, as OpenBao keeps and exports the key. */
    public byte[] seedAndPublic() {
        byte[] seed = privatePart();
        byte[] both = Der.concat(seed, seed.length == 0 ? seed : publicKey);
        Arrays.fill(seed, (byte) 0);
        return both;
    }

    /**
     * The key for a context. What it is derived from is seed and public key together, as OpenBao
     * does it.
     */
    public Ed25519Key derived(Derivation derivation) {
        if (signer == null) {
            throw SignatureKey.noPrivatePart();
        }
        byte[] both = seedAndPublic();
        try {
            return ofSeed(derivation.kdf().derive(both, derivation.context(), LENGTH));
        } finally {
            Arrays.fill(both, (byte) 0);
        }
    }

    @Override
    public byte[] sign(byte[] input, SignatureOptions options) {
        if (signer == null) {
            throw SignatureKey.noPrivatePart();
        }
        try {
            return signer.sign(input);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public boolean verify(byte[] input, byte[] signature, SignatureOptions options) {
        return SigningKey.verify(publicKey, input, signature);
    }

    @Override
    public String toString() {
        return "Ed25519Key[" + (signer == null ? "public" : "private") + "]";
    }
}
