package io.sealwright.audit;

import java.util.List;

/** A request header to be audited: lower-case name, its values, and whether they are hashed. */
public record AuditHeader(String name, List<String> values, boolean hmac) {
    public AuditHeader {
        values = List.copyOf(values);
    }
}
