package io.sealwright.crypto;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

/**
 * The keys under which stored values are sealed: one 32-byte key a term, the newest of which seals,
 * and a permanent key for names that no rotation changes. An immutable snapshot: {@link #rotate}
 * makes a new one that shares the older keys.
 *
 * <p>A sealed value is {@code format(1) || term(4, big-endian) || nonce(24) || ciphertext ||
 * tag(16)} by XAES-256-GCM; format and term are authenticated before the caller's AAD.
 *
 * <p>Thread-safe. After {@link #close()} every call but {@link #activeTerm()}, {@link #termInfo()}
 * and {@link #encryptions()} throws {@link IllegalStateException}; calls in progress finish. A key
 * is wiped when the last keyring that shares it is closed.
 */
public final class Keyring implements AutoCloseable {
    /** How much longer a sealed value is than its plaintext, in bytes. */
    public static final int OVERHEAD = 5 + Xaes256Gcm.OVERHEAD;

    /**
     * What {@code sys/key-status} tells of the active term.
     *
     * @param term the number, from 1
     * @param installedAt when the term was made, in whole milliseconds
     */
    public record TermInfo(int term, Instant installedAt) {}

    private static final byte FORMAT = 1;
    private static final int HEADER_LENGTH = 5;
    private static final int KEY_LENGTH = 32;
    private static final byte[] STORED_AAD =
            "sealwright/keyring".getBytes(StandardCharsets.US_ASCII);

    private final Shared<NameKey> nameKey;
    // Term t at index t - 1.
    private final List<Shared<TermKey>> terms;
    private final TermKey active;
    private final byte[] activeHeader;
    private final LongAdder encryptions = new LongAdder();
    private final AtomicBoolean closed = new AtomicBoolean();

    private Keyring(Shared<NameKey> nameKey, List<Shared<TermKey>> terms) {
        this.nameKey = nameKey;
        this.terms = List.copyOf(terms);
        this.active = this.terms.getLast().get();
        this.activeHeader = header(active.term());
    }

    private static byte[] header(int term) {
        return new byte[] {
            FORMAT, (byte) (term >>> 24), (byte) (term >>> 16), (byte) (term >>> 8), (byte) term
        };
    }

    /** A new keyring with random keys and term 1. */
    public static Keyring create(InstantSource clock, SecureRandom random) {
        byte[] name = new byte[NameKey.LENGTH];
        random.nextBytes(name);
        try {
            return new Keyring(new Shared<>(new NameKey(name)), List.of(newTerm(1, clock, random)));
        } finally {
            Arrays.fill(name, (byte) 0);
        }
    }

    private static Shared<TermKey> newTerm(int term, InstantSource clock, SecureRandom random) {
        byte[] key = new byte[KEY_LENGTH];
        random.nextBytes(key);
        try {
            return new Shared<>(
                    new TermKey(term, clock.instant().truncatedTo(ChronoUnit.MILLIS), key));
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    /**
     * A keyring with one more, now active, term; this one stays usable, and both are to be closed.
     */
    public Keyring rotate(InstantSource clock, SecureRandom random) {
        requireOpen();
        List<Shared<TermKey>> next = new ArrayList<>(terms.size() + 1);
        for (Shared<TermKey> term : terms) {
            next.add(term.retain());
        }
        next.add(newTerm(Math.addExact(active.term(), 1), clock, random));
        return new Keyring(nameKey.retain(), next);
    }

    /** The stored form, sealed by the root key. */
    public byte[] encode(RootKey rootKey) {
        requireOpen();
        byte[] plaintext =
                KeyringCodec.encode(nameKey.get(), terms.stream().map(Shared::get).toList());
        try {
            return rootKey.seal(plaintext, STORED_AAD);
        } finally {
            Arrays.fill(plaintext, (byte) 0);
        }
    }

    /**
     * The keyring behind {@link #encode}. Throws {@link OpenFailedException} if it was sealed by
     * another root key or changed, and {@link FormatException} if it is of a version that this
     * program does not know.
     */
    public static Keyring decode(byte[] encoded, RootKey rootKey) {
        byte[] plaintext = rootKey.open(encoded, STORED_AAD);
        try {
            KeyringCodec.Decoded decoded = KeyringCodec.decode(plaintext);
            List<Shared<TermKey>> terms = new ArrayList<>(decoded.terms().size());
            decoded.terms().forEach(term -> terms.add(new Shared<>(term)));
            return new Keyring(new Shared<>(decoded.nameKey()), terms);
        } finally {
            Arrays.fill(plaintext, (byte) 0);
        }
    }

    /** Seals {@code plaintext} under the active term, bound to {@code aad}; keeps neither array. */
    public byte[] seal(byte[] plaintext, byte[] aad) {
        requireOpen();
        byte[] sealed = active.cipher().seal(activeHeader, plaintext, aad);
        encryptions.increment();
        return sealed;
    }

    /** {@code plaintext} sealed once under each term that was still active after {@code since}. */
    List<byte[]> sealUnderEach(Instant since, byte[] plaintext, byte[] aad) {
        requireOpen();
        List<byte[]> sealed = new ArrayList<>();
        for (int term = active.term(); term >= 1; term--) {
            sealed.add(terms.get(term - 1).get().cipher().seal(header(term), plaintext, aad));
            if (!terms.get(term - 1).get().installedAt().isAfter(since)) {
                break;
            }
        }
        return sealed;
    }

    /**
     * The plaintext of what {@link #seal} made with the same AAD, under any term up to the active
     * one. Throws {@link UnknownTermException} if the term is newer (load the keyring again),
     * {@link OpenFailedException} otherwise.
     */
    public byte[] open(byte[] sealed, byte[] aad) {
        requireOpen();
        int term = termOf(sealed);
        if (term < 1) {
            throw new OpenFailedException("sealed value names term " + term);
        }
        if (term > active.term()) {
            throw new UnknownTermException(term, active.term());
        }
        return terms.get(term - 1).get().cipher().open(sealed, HEADER_LENGTH, aad);
    }

    /**
     * The term under which {@code sealed} claims to be sealed; throws {@link OpenFailedException}
     * if it is no sealed value.
     */
    public static int termOf(byte[] sealed) {
        if (sealed.length < OVERHEAD) {
            throw new OpenFailedException("sealed value is too short: " + sealed.length + " bytes");
        }
        if (sealed[0] != FORMAT) {
            throw new OpenFailedException("sealed value has unknown format " + sealed[0]);
        }
        return ((sealed[1] & 0xFF) << 24)
                | ((sealed[2] & 0xFF) << 16)
                | ((sealed[3] & 0xFF) << 8)
                | (sealed[4] & 0xFF);
    }

    /**
     * HMAC-SHA256 of the parts, 32 bytes, under a key that only this purpose has. Each part counts
     * with its length, so that no two lists of parts give the same input. The same in every node
     * and after every rotation.
     */
    public byte[] hash(HashPurpose purpose, byte[]... parts) {
        requireOpen();
        return nameKey.get().hash(purpose, parts);
    }

    /** The term that seals. */
    public int activeTerm() {
        return active.term();
    }

    /** The active term and when it was made. */
    public TermInfo termInfo() {
        return new TermInfo(active.term(), active.installedAt());
    }

    /**
     * How many values this node has sealed with this keyring object, all of them under its active
     * term.
     */
    public long encryptions() {
        return encryptions.sum();
    }

    private void requireOpen() {
        if (closed.get()) {
            throw new IllegalStateException("keyring is closed");
        }
    }

    /**
     * Gives its keys up, which wipes those that no other keyring shares; repeated calls do nothing.
     */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            terms.forEach(Shared::release);
            nameKey.release();
        }
    }

    @Override
    public String toString() {
        return "Keyring[active term " + active.term() + "]";
    }
}
