package io.sealwright.server.spi;

import io.sealwright.server.identity.Identity;
import io.sealwright.storage.barrier.Transaction;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One kind of what holds policies, such as tokens: {@code sys/access} goes through all kinds. One
 * Spring bean for each. Thread-safe.
 */
public interface PolicyHolders {
    /** Name of the kind in the answer, such as {@code tokens}. */
    String kind();

    /**
     * Some of them, in an order of their own.
     *
     * @param after {@link Page#next} of the page before; empty for the first page
     * @param limit the most records to look at
     */
    Page page(Transaction transaction, int namespace, String after, int limit, Instant now);

    /**
     * @param next where the next page begins; empty if this is the last one
     */
    record Page(List<Holder> holders, String next) {
        public Page {
            holders = List.copyOf(holders);
        }
    }

    /**
     * One holder.
     *
     * @param group that it is shown under, such as the mount of a role; empty for none
     * @param policies all that it has, those of its identity included
     * @param anyOne whether each of the policies can be had alone, as from a token role; else they
     *     come together
     * @param identity null where templated paths lead nowhere
     */
    record Holder(
            String name,
            String group,
            List<String> policies,
            boolean anyOne,
            @Nullable Identity identity) {
        public Holder {
            policies = List.copyOf(policies);
        }

        /** Something that is nobody. */
        public Holder(String name, String group, List<String> policies, boolean anyOne) {
            this(name, group, policies, anyOne, null);
        }
    }
}
