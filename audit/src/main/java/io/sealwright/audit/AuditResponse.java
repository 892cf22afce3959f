package io.sealwright.audit;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What was answered: the {@code response} object of an entry. Empty parts are left out of the line.
 * Warnings stand in the clear, as in Vault. Immutable, except that the data is not copied.
 *
 * @param auth the token that the response hands out, if any
 * @param nonHmacKeys {@code audit_non_hmac_response_keys} of the mount
 */
public record AuditResponse(
        @Nullable AuditAuth auth,
        AuditMount mount,
        String leaseId,
        AuditData data,
        Set<String> nonHmacKeys,
        List<String> warnings,
        String redirect,
        @Nullable AuditWrapInfo wrapInfo,
        List<AuditHeader> headers) {

    /** A response with nothing in it. */
    public static final AuditResponse EMPTY = builder().build();

    public AuditResponse {
        nonHmacKeys = Set.copyOf(nonHmacKeys);
        warnings = List.copyOf(warnings);
        headers = List.copyOf(headers);
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Collects the parts; all are optional. Not thread-safe. */
    public static final class Builder {
        private @Nullable AuditAuth auth;
        private AuditMount mount = AuditMount.NONE;
        private String leaseId = "";
        private AuditData data = AuditData.NONE;
        private Set<String> nonHmacKeys = Set.of();
        private List<String> warnings = List.of();
        private String redirect = "";
        private @Nullable AuditWrapInfo wrapInfo;
        private List<AuditHeader> headers = List.of();

        private Builder() {}

        public Builder auth(AuditAuth value) {
            auth = value;
            return this;
        }

        public Builder mount(AuditMount value) {
            mount = value;
            return this;
        }

        public Builder leaseId(String value) {
            leaseId = value;
            return this;
        }

        public Builder data(AuditData value) {
            data = value;
            return this;
        }

        public Builder nonHmacKeys(Set<String> value) {
            nonHmacKeys = value;
            return this;
        }

        public Builder warnings(List<String> value) {
            warnings = value;
            return this;
        }

        public Builder redirect(String value) {
            redirect = value;
            return this;
        }

        public Builder wrapInfo(AuditWrapInfo value) {
            wrapInfo = value;
            return this;
        }

        public Builder headers(List<AuditHeader> value) {
            headers = value;
            return this;
        }

        public AuditResponse build() {
            return new AuditResponse(
                    auth, mount, leaseId, data, nonHmacKeys, warnings, redirect, wrapInfo, headers);
        }
    }
}
