package io.sealwright.server.identity;

import io.sealwright.server.spi.PolicyHolders;
import io.sealwright.storage.barrier.Transaction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/** Entities, with what their groups give them and without what their tokens have besides. */
@Component
final class HeldByEntities implements PolicyHolders {
    private final Identities identities;

    HeldByEntities(Identities identities) {
        this.identities = identities;
    }

    @Override
    public String kind() {
        return "identities";
    }

    @Override
    public Page page(Transaction transaction, int namespace, String after, int limit, Instant now) {
        List<Entity> page = new Entities(transaction, namespace).page(after, limit);
        List<Holder> holders = new ArrayList<>();
        for (Entity entity : page) {
            Identity identity = identities.find(transaction, namespace, entity.id());
            if (identity != null && !identity.disabled()) {
                holders.add(new Holder(entity.name(), "", identity.policies(), false, identity));
            }
        }
        return new Page(holders, page.size() < limit ? "" : page.getLast().id());
    }
}
