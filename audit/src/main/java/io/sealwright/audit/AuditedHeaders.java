package io.sealwright.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** Which request headers are audited ({@code sys/config/auditing/request-headers}). Immutable. */
public final class AuditedHeaders {

    private final Map<String, Boolean> hmacByName;

    /**
     * @param hmacByName header name (any case) to whether its values are hashed
     */
    public AuditedHeaders(Map<String, Boolean> hmacByName) {
        Map<String, Boolean> sorted = new TreeMap<>();
        hmacByName.forEach((name, hmac) -> sorted.put(name.toLowerCase(Locale.ROOT), hmac));
        this.hmacByName = sorted;
    }

    /**
     * Picks the configured headers of a request, in name order.
     *
     * @param valuesOf the values of a header by its lower-case name, empty if the request has none
     */
    public List<AuditHeader> select(Function<String, List<String>> valuesOf) {
        if (hmacByName.isEmpty()) {
            return List.of();
        }
        List<AuditHeader> picked = new ArrayList<>();
        hmacByName.forEach((name, hmac) -> {
            List<String> values = valuesOf.apply(name);
            if (!values.isEmpty()) {
                picked.add(new AuditHeader(name, values, hmac));
            }
        });
        return picked;
    }
}
