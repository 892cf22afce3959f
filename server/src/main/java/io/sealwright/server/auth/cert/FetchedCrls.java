package io.sealwright.server.auth.cert;

import io.sealwright.server.outbound.OutboundException;
import io.sealwright.server.spi.EngineContext;
import io.sealwright.storage.Deadline;
import io.sealwright.storage.SpaceId;
import io.sealwright.storage.barrier.Decoded;
import io.sealwright.storage.barrier.Records;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.function.LongSupplier;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * The lists of revoked certificates that are had from a URL, as this node has last fetched them.
 * What is kept belongs to one revision of what is stored. Thread-safe.
 */
@Component
final class FetchedCrls {
    /** Lists beyond it are fetched again. */
    private static final int MAX = 256;

    private record Name(SpaceId space, String list) {}

    private record Known(long revision, FetchedCrl list) {}

    private final CrlFetching fetching;
    private final LongSupplier nanos;
    private final Executor threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<Name, Known> known = new LinkedHashMap<>(16, 0.75f, true);

    @Autowired
    FetchedCrls(CrlFetching fetching) {
        this(fetching, System::nanoTime);
    }

    FetchedCrls(CrlFetching fetching, LongSupplier nanos) {
        this.fetching = fetching;
        this.nanos = nanos;
    }

    /**
     * All lists of a mount, each as it is now.
     *
     * @throws OutboundException if one has expired and there is no newer one, or this server has
     *     too much else to ask
     */
    Revocations all(EngineContext context, Deadline deadline) {
        Records records = context.records();
        List<Crl> lists = new ArrayList<>();
        for (String name : records.list(Crl.FOLDER, "", Revocations.MAX_LISTS)) {
            Decoded<Crl> stored = Crl.find(records, name);
            if (stored != null) {
                lists.add(
                        stored.value().origin() == null
                                ? stored.value()
                                : list(context, name, stored)
                                        .current(context.now(), deadline.left()));
            }
        }
        return new Revocations(lists);
    }

    /** The newest that this node knows, without asking for a newer one. */
    Crl newest(EngineContext context, String name, Decoded<Crl> stored) {
        return stored.value().origin() == null
                ? stored.value()
                : list(context, name, stored).newest();
    }

    private synchronized FetchedCrl list(EngineContext context, String name, Decoded<Crl> stored) {
        Name key = new Name(context.mount().space(), name);
        Known last = known.get(key);
        if (last != null && last.revision() == stored.revision()) {
            return last.list();
        }
        if (last == null && known.size() >= MAX) {
            known.remove(known.keySet().iterator().next());
        }
        FetchedCrl made = new FetchedCrl(name, stored.value(), fetching, threads, nanos);
        known.put(key, new Known(stored.revision(), made));
        return made;
    }
}
