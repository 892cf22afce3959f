package io.sealwright.server.quotas;

import io.sealwright.rotation.Leading;
import io.sealwright.rotation.OutsideWork;
import io.sealwright.server.spi.DueWork;
import io.sealwright.storage.barrier.DueEntry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Goes on counting leases where the request that changed a limit did not come to an end. */
@Component
final class LeaseRecountWork implements OutsideWork {
    private static final Duration AGAIN = Duration.ofSeconds(30);

    private final LeaseRecount recount;
    private final InstantSource clock;

    LeaseRecountWork(LeaseRecount recount, InstantSource clock) {
        this.recount = recount;
        this.clock = clock;
    }

    @Override
    public byte kind() {
        return DueWork.LEASE_COUNT;
    }

    @Override
    public Optional<Instant> run(DueEntry entry, Leading leading) {
        boolean done =
                recount.run(leading::transact, () -> !Thread.currentThread().isInterrupted());
        return done ? Optional.empty() : Optional.of(clock.instant().plus(AGAIN));
    }
}
