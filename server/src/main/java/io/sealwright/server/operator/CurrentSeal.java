package io.sealwright.server.operator;

import io.sealwright.crypto.CryptoException;
import io.sealwright.crypto.RootKey;
import io.sealwright.crypto.SealedRootKey;
import io.sealwright.crypto.ShamirSeal;
import io.sealwright.crypto.UnsealProgress;
import io.sealwright.server.spi.Failure;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.storage.barrier.Barrier;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * The seal in force, as those who change keys or make root tokens have to open it once more.
 * Thread-safe.
 */
@Component
final class CurrentSeal {
    private final Barrier barrier;
    private final SecureRandom random;

    CurrentSeal(Barrier barrier, SecureRandom random) {
        this.barrier = barrier;
        this.random = random;
    }

    SealedRootKey record() {
        SealedRootKey seal = barrier.sealRecord();
        if (seal == null) {
            throw new RequestFailure(new Failure.NotInitialised());
        }
        return seal;
    }

    UnsealProgress collect(SealedRootKey seal) {
        return new UnsealProgress(seal.shares(), seal.threshold(), random);
    }

    /** Adds a share; all of them once there are enough. */
    static Optional<List<byte[]>> submit(UnsealProgress progress, byte[] share) {
        try {
            return progress.submit(share);
        } catch (IllegalArgumentException | CryptoException e) {
            throw RequestFailure.invalid("'key' is not a valid key share");
        }
    }

    /**
     * Whether the shares open {@code seal}, and the seal is that of the keyring in force. Wipes the
     * shares.
     */
    void requireOpened(SealedRootKey seal, List<byte[]> shares) {
        try (RootKey rootKey = ShamirSeal.open(seal, shares)) {
            if (!barrier.opens(rootKey)) {
                throw RequestFailure.invalid("the keys were changed meanwhile; start again");
            }
        } catch (IllegalArgumentException | CryptoException e) {
            throw RequestFailure.invalid(
                    "the key shares given do not open the seal; start again with all of them");
        } finally {
            shares.forEach(share -> Arrays.fill(share, (byte) 0));
        }
    }
}
