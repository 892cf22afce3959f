package io.sealwright.server.auth.userpass;

import io.sealwright.server.spi.Failure;
import io.sealwright.server.spi.Once;
import io.sealwright.server.spi.Request;
import io.sealwright.server.spi.RequestFailure;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.security.crypto.bcrypt.BCrypt;
import org.springframework.stereotype.Component;

/**
 * bcrypt, which is slow by intent: at most as many at once as there are processors, a bounded
 * number waiting, and each once for a request ({@link Once}), however often its transaction runs.
 * Thread-safe.
 */
@Component
final class PasswordHashing {
    /** As Vault's: some 50 ms. */
    static final int COST = 10;

    /** bcrypt knows nothing of what is behind. */
    static final int MAX_BYTES = 72;

    /** No password has this hash; checking one against it costs what any check does. */
    static final String NOBODYS = "$2a$" + COST + "$" + ".".repeat(53);

    /** Requests that may wait for each processor: a second or two. */
    private static final int WAITING_EACH = 32;

    private record Check(String hash) {}

    private record NewHash() {}

    private final SecureRandom random;
    private final Semaphore processors;
    private final Semaphore waiting;

    @Autowired
    PasswordHashing(SecureRandom random) {
        this(random, Runtime.getRuntime().availableProcessors());
    }

    PasswordHashing(SecureRandom random, int atOnce) {
        this.random = random;
        processors = new Semaphore(atOnce, true);
        waiting = new Semaphore(atOnce * (1 + WAITING_EACH));
    }

    /**
     * Whether it is the password of a hash. Wipes the password.
     *
     * @throws RequestFailure unavailable, if too many passwords are being hashed
     */
    boolean matches(Request request, byte[] password, String hash) {
        try {
            return request.once()
                    .get(
                            new Check(hash),
                            Boolean.class,
                            () -> bounded(request, () -> BCrypt.checkpw(password, hash)));
        } finally {
            Arrays.fill(password, (byte) 0);
        }
    }

    /**
     * The hash of a new password of at most {@value #MAX_BYTES} bytes. Wipes the password.
     *
     * @throws RequestFailure unavailable, if too many passwords are being hashed
     */
    String hash(Request request, byte[] password) {
        try {
            return request.once()
                    .get(
                            new NewHash(),
                            String.class,
                            () ->
                                    bounded(
                                            request,
                                            () ->
                                                    BCrypt.hashpw(
                                                            password,
                                                            BCrypt.gensalt("$2a", COST, random))));
        } finally {
            Arrays.fill(password, (byte) 0);
        }
    }

    private <T> T bounded(Request request, Supplier<T> computation) {
        if (!waiting.tryAcquire()) {
            throw busy();
        }
        try {
            if (!processors.tryAcquire(request.deadline().left().toNanos(), TimeUnit.NANOSECONDS)) {
                throw busy();
            }
            try {
                return computation.get();
            } finally {
                processors.release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw busy();
        } finally {
            waiting.release();
        }
    }

    private static RequestFailure busy() {
        return new RequestFailure(
                new Failure.Unavailable(
                        "too many passwords are being checked at once; try again in a moment",
                        Duration.ofSeconds(1)));
    }
}
