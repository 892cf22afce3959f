package io.sealwright.storage.barrier;

import io.sealwright.crypto.Ciphertext;
import io.sealwright.crypto.CryptoException;
import io.sealwright.crypto.HashPurpose;
import io.sealwright.crypto.Keyring;
import io.sealwright.crypto.OpenFailedException;
import io.sealwright.crypto.RootKey;
import io.sealwright.crypto.SecretBytes;
import io.sealwright.crypto.UnknownTermException;
import io.sealwright.crypto.WrongKeyException;
import io.sealwright.storage.ControlClass;
import io.sealwright.storage.Entry;
import io.sealwright.storage.Keys;
import io.sealwright.storage.View;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of an unsealed barrier, kept in step with the keyring record of the store. Thread-safe.
 *
 * <p>A rotation on another member shows as a newer keyring record under the same root key; a rekey
 * as one under a new root key, which the upgrade record holds sealed under a term known here.
 */
final class BarrierKeys {
    private static final Logger LOG = LoggerFactory.getLogger(BarrierKeys.class);

    /**
     * One state of the keys.
     *
     * @param record the keyring record that the keyring was read from
     * @param keyringRevision of that record
     * @param classRevision the KEYRING class' revision up to which it is known to be current
     * @param index of the view that showed so
     */
    record Unsealed(
            Keyring keyring,
            RootKey root,
            Ciphertext record,
            long keyringRevision,
            long classRevision,
            long index) {
        static Unsealed of(Keyring keyring, RootKey root, Entry record, View view) {
            return new Unsealed(
                    keyring,
                    root,
                    Ciphertext.copyOf(record.value()),
                    record.revision(),
                    BarrierKeys.classRevision(view),
                    view.index());
        }
    }

    private final Runnable onChange;
    private volatile @Nullable Unsealed current;

    /** {@code onChange} is called whenever other keys come in or the keys go. */
    BarrierKeys(Runnable onChange) {
        this.onChange = onChange;
    }

    boolean sealed() {
        return current == null;
    }

    /** The keys of now, which a seal may close at any time. */
    Unsealed require() {
        Unsealed keys = current;
        if (keys == null) {
            throw new SealedException();
        }
        return keys;
    }

    /**
     * Reads the keyring with this root key and takes the key over; if it throws, the caller still
     * owns it.
     */
    synchronized void unseal(RootKey root, View view) {
        if (current != null) {
            root.close();
            return;
        }
        Entry entry = view.get(SystemRecords.KEYRING);
        if (entry == null) {
            throw new NotInitialisedException();
        }
        Keyring keyring = Keyring.decode(entry.value(), root);
        current = Unsealed.of(keyring, root, entry, view);
    }

    /** Forgets and wipes the keys; calls in progress finish or get {@link SealedException}. */
    synchronized void seal() {
        Unsealed keys = current;
        if (keys != null) {
            current = null;
            keys.keyring().close();
            keys.root().close();
            onChange.run();
        }
    }

    /**
     * Takes in a keyring or root key that was just committed here; false if sealed or something
     * newer came first.
     */
    synchronized boolean adopt(
            Unsealed from, Keyring keyring, RootKey root, byte[] record, long revision) {
        if (current != from) {
            return false;
        }
        Ciphertext written = Ciphertext.copyOf(record);
        replace(from, new Unsealed(keyring, root, written, revision, revision, revision >>> 16));
        return true;
    }

    /**
     * Loads the keyring again if its class was written since; costs no read of the store otherwise.
     */
    void follow(View view) {
        Unsealed keys = require();
        // An older view knows less than we do; only a view at least as new can show a change.
        if (classRevision(view) != keys.classRevision() && view.index() >= keys.index()) {
            reload(keys, view);
        }
    }

    /** Looks at the keyring record of {@code view}, unless another thread was faster. */
    private synchronized void reload(Unsealed seen, View view) {
        Unsealed from = require();
        if (from.keyring() != seen.keyring()) {
            return;
        }
        Entry entry = view.get(SystemRecords.KEYRING);
        if (entry == null) {
            LOG.error("the keyring record is gone: sealing this node");
            seal();
            throw new SealedException();
        }
        // By content: after the restore of a snapshot the same revision may be another record.
        if (!Ciphertext.copyOf(entry.value()).equals(from.record())) {
            Unsealed next = load(from, entry, view);
            replace(from, next);
            LOG.info("keyring loaded again, active term {}", next.keyring().activeTerm());
        } else if (view.index() >= from.index()) {
            // What is cached by key and revision does not outlive a restore either.
            replace(from, Unsealed.of(from.keyring(), from.root(), entry, view));
        }
    }

    private Unsealed load(Unsealed from, Entry entry, View view) {
        try {
            Keyring keyring = Keyring.decode(entry.value(), from.root());
            return Unsealed.of(keyring, from.root(), entry, view);
        } catch (OpenFailedException e) {
            return loadUpgraded(from, entry, view);
        }
    }

    private Unsealed loadUpgraded(Unsealed from, Entry entry, View view) {
        RootKey root = null;
        try {
            Entry upgrade = view.get(SystemRecords.ROOT_UPGRADE);
            if (upgrade == null) {
                throw new CorruptRecordException("there is no root key upgrade");
            }
            root = RootUpgradeRecord.open(upgrade.value(), from.keyring());
            return Unsealed.of(Keyring.decode(entry.value(), root), root, entry, view);
        } catch (CryptoException | CorruptRecordException e) {
            if (root != null) {
                root.close();
            }
            LOG.error(
                    "the keyring was replaced by one that this node cannot follow ({}): sealed,"
                            + " unseal it with the shares that belong to it",
                    e.toString());
            seal();
            throw new SealedException();
        }
    }

    private void replace(Unsealed from, Unsealed next) {
        current = next;
        if (next.keyring() != from.keyring()) {
            from.keyring().close();
        }
        if (next.root() != from.root()) {
            from.root().close();
        }
        onChange.run();
    }

    byte[] seal(byte[] plain, byte[] aad) {
        return use(keys -> keys.keyring().seal(plain, aad));
    }

    byte[] hash(HashPurpose purpose, byte[]... parts) {
        return use(keys -> keys.keyring().hash(purpose, parts));
    }

    SecretBytes derive(String label) {
        return use(keys -> keys.root().derive(label));
    }

    /**
     * The plaintext of a value that {@code view} gave, following a rotation if its term is newer
     * than our keyring.
     */
    byte[] open(byte[] sealed, byte[] aad, View view) {
        try {
            return use(keys -> open(keys, sealed, aad, view));
        } catch (OpenFailedException e) {
            throw new CorruptRecordException("a stored value does not open", e);
        }
    }

    private byte[] open(Unsealed keys, byte[] sealed, byte[] aad, View view) {
        try {
            return keys.keyring().open(sealed, aad);
        } catch (UnknownTermException e) {
            reload(keys, view);
            Unsealed now = require();
            if (now.keyring() == keys.keyring()) {
                throw new CorruptRecordException(
                        "a stored value names a key term that the keyring does not have", e);
            }
            return now.keyring().open(sealed, aad);
        }
    }

    /**
     * A keyring may be closed under us by a rotation, and then the next one serves, or by a seal.
     */
    private <T> T use(Function<Unsealed, T> action) {
        while (true) {
            Unsealed keys = require();
            try {
                return action.apply(keys);
            } catch (IllegalStateException e) {
                if (current == keys) {
                    throw e;
                }
            }
        }
    }

    /**
     * True if the root key opens what the store holds; used where a key has to be proved without
     * unsealing.
     */
    static boolean opens(RootKey root, Entry keyringEntry) {
        try {
            Keyring.decode(keyringEntry.value(), root).close();
            return true;
        } catch (OpenFailedException | WrongKeyException e) {
            return false;
        }
    }

    private static long classRevision(View view) {
        return view.classRevision(Keys.ROOT_NAMESPACE, ControlClass.KEYRING);
    }
}
