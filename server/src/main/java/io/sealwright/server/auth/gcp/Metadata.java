package io.sealwright.server.auth.gcp;

import java.util.Map;

/** What the audit log and bindings of secrets see of a service account: no secrets. */
final class Metadata {
    /** Its e-mail address, which members of bindings name. */
    private static final String EMAIL = "gcp_service_account";

    private Metadata() {}

    static Map<String, String> of(AccountKey key) {
        return Map.of(EMAIL, key.email(), "private_key_id", key.id());
    }
}
