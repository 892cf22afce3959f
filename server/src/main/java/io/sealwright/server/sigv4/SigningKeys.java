package io.sealwright.server.sigv4;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Derived signing keys, so that a busy access key costs one HMAC a request and not five. Bounded:
 * the one that was not used for longest goes first, and is wiped. Thread-safe.
 */
public final class SigningKeys {
    /** Some 300 bytes each. */
    static final int MAX = 1_024;

    /**
     * @param secretDigest so that another secret of the same name has another key
     */
    private record Slot(String accessKeyId, CredentialScope scope, String secretDigest) {}

    private final LinkedHashMap<Slot, byte[]> keys = new LinkedHashMap<>(64, 0.75f, true);

    /** Whether a signature was made with this secret, which stays the caller's. */
    public boolean made(RequestSignature signature, byte[] secret) {
        if (signature.refused() != null) {
            return false;
        }
        byte[] key = key(signature, secret);
        try {
            return signature.isBy(key);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    /** A copy for the caller: another thread may push the kept one out and wipe it. */
    private byte[] key(RequestSignature signature, byte[] secret) {
        Slot slot = new Slot(signature.accessKeyId(), signature.scope(), Signing.sha256(secret));
        synchronized (keys) {
            byte[] known = keys.get(slot);
            if (known != null) {
                return known.clone();
            }
        }
        byte[] made = Signing.key(secret, signature.scope());
        keep(slot, made.clone());
        return made;
    }

    private void keep(Slot slot, byte[] key) {
        synchronized (keys) {
            byte[] before = keys.put(slot, key);
            if (before != null) {
                Arrays.fill(before, (byte) 0);
            }
            if (keys.size() > MAX) {
                Map.Entry<Slot, byte[]> oldest = keys.firstEntry();
                Arrays.fill(oldest.getValue(), (byte) 0);
                keys.remove(oldest.getKey());
            }
        }
    }

    /** Wipes all of them: to be called when the node is sealed. */
    public void clear() {
        synchronized (keys) {
            keys.values().forEach(key -> Arrays.fill(key, (byte) 0));
            keys.clear();
        }
    }

    int size() {
        synchronized (keys) {
            return keys.size();
        }
    }
}
