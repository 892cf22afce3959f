package io.sealwright.audit;

import java.util.List;
import java.util.Set;

/**
 * What was asked: the {@code request} object of an entry. Empty strings, lists and zeros are left
 * out of the line, as in Vault. {@code id} is also the transaction id by which an outcome is found
 * after a crash. Immutable, except that the data is not copied.
 *
 * @param nonHmacKeys {@code audit_non_hmac_request_keys} of the mount: a string whose nearest key
 *     is among them stays in the clear
 * @param api which API it came by, such as {@code aws}; empty for Vault's
 * @param apiAction what it was in that API's words, such as {@code GetSecretValue}
 */
public record AuditRequest(
        String id,
        String clientId,
        String replicationCluster,
        String operation,
        AuditMount mount,
        Hashed clientToken,
        Hashed clientTokenAccessor,
        String namespaceId,
        String namespacePath,
        String path,
        AuditData data,
        Set<String> nonHmacKeys,
        boolean policyOverride,
        String remoteAddress,
        int remotePort,
        long wrapTtlSeconds,
        List<AuditHeader> headers,
        String clientCertificateSerialNumber,
        String requestUri,
        String api,
        String apiAction) {

    public AuditRequest {
        if (id.isEmpty()) {
            throw new IllegalArgumentException("a request needs an id");
        }
        headers = List.copyOf(headers);
        nonHmacKeys = Set.copyOf(nonHmacKeys);
    }

    /**
     * @param id the request id, not empty
     * @param operation Vault's word: create, read, update, patch, delete, list, scan, help, renew,
     *     revoke, ...
     * @param path full API path without {@code /v1/}
     */
    public static Builder builder(String id, String operation, String path) {
        return new Builder(id, operation, path);
    }

    /** Collects the parts; all but the three given are optional. Not thread-safe. */
    public static final class Builder {
        private final String id;
        private final String operation;
        private final String path;
        private String clientId = "";
        private String replicationCluster = "";
        private AuditMount mount = AuditMount.NONE;
        private Hashed clientToken = Hashed.ABSENT;
        private Hashed clientTokenAccessor = Hashed.ABSENT;
        private String namespaceId = "root";
        private String namespacePath = "";
        private AuditData data = AuditData.NONE;
        private Set<String> nonHmacKeys = Set.of();
        private boolean policyOverride;
        private String remoteAddress = "";
        private int remotePort;
        private long wrapTtlSeconds;
        private List<AuditHeader> headers = List.of();
        private String clientCertificateSerialNumber = "";
        private String requestUri = "";
        private String api = "";
        private String apiAction = "";

        private Builder(String id, String operation, String path) {
            this.id = id;
            this.operation = operation;
            this.path = path;
        }

        public Builder clientId(String value) {
            clientId = value;
            return this;
        }

        public Builder replicationCluster(String value) {
            replicationCluster = value;
            return this;
        }

        public Builder mount(AuditMount value) {
            mount = value;
            return this;
        }

        public Builder clientToken(Hashed token, Hashed accessor) {
            clientToken = token;
            clientTokenAccessor = accessor;
            return this;
        }

        /** Default: {@code root} with an empty path. */
        public Builder namespace(String namespaceIdValue, String namespacePathValue) {
            namespaceId = namespaceIdValue;
            namespacePath = namespacePathValue;
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

        public Builder policyOverride(boolean value) {
            policyOverride = value;
            return this;
        }

        public Builder remote(String address, int port) {
            remoteAddress = address;
            remotePort = port;
            return this;
        }

        public Builder wrapTtlSeconds(long value) {
            wrapTtlSeconds = value;
            return this;
        }

        public Builder headers(List<AuditHeader> value) {
            headers = value;
            return this;
        }

        public Builder clientCertificateSerialNumber(String value) {
            clientCertificateSerialNumber = value;
            return this;
        }

        public Builder requestUri(String value) {
            requestUri = value;
            return this;
        }

        /** Of another API than Vault's. */
        public Builder api(String name, String action) {
            api = name;
            apiAction = action;
            return this;
        }

        public AuditRequest build() {
            return new AuditRequest(
                    id,
                    clientId,
                    replicationCluster,
                    operation,
                    mount,
                    clientToken,
                    clientTokenAccessor,
                    namespaceId,
                    namespacePath,
                    path,
                    data,
                    nonHmacKeys,
                    policyOverride,
                    remoteAddress,
                    remotePort,
                    wrapTtlSeconds,
                    headers,
                    clientCertificateSerialNumber,
                    requestUri,
                    api,
                    apiAction);
        }
    }
}
