package io.sealwright.server.identity;

import static io.sealwright.server.identity.IdentityKeys.known;

import io.sealwright.server.spi.DueWork;
import io.sealwright.storage.barrier.DueEntry;
import io.sealwright.storage.barrier.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Takes away the memberships of deleted groups, in steps of five hundred, each a transaction of its
 * own: of no use to anybody from the group's end on. Thread-safe.
 */
@Component
final class GroupWork implements DueWork {
    private static final int STEP = 500;
    // Later than any clock of the cluster may be behind another, as with tokens.
    private static final Duration LATER = Duration.ofSeconds(30);
    private static final byte[] MEMBERS = {1};

    private final InstantSource clock;

    GroupWork(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public byte kind() {
        return GROUP_MEMBERS;
    }

    static void schedule(Transaction transaction, int namespace, String group, Instant now) {
        transaction.putDue(now.plus(LATER), GROUP_MEMBERS, namespace, known(group), MEMBERS);
    }

    @Override
    public void due(Transaction transaction, DueEntry entry) {
        String group = Ids.text(entry.id(), 0);
        Memberships memberships =
                new Memberships(IdentityKeys.records(transaction, entry.namespace()));
        List<String> members = memberships.members(group, "", STEP);
        members.forEach(member -> memberships.leave(group, member));
        if (members.size() == STEP) {
            schedule(transaction, entry.namespace(), group, clock.instant());
        } else {
            memberships.forgetSize(group);
        }
    }
}
