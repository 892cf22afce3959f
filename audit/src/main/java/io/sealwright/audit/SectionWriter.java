package io.sealwright.audit;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes the objects of an entry: {@code auth}, {@code request}, {@code response}; in Vault's field
 * order.
 */
final class SectionWriter {

    private final AuditHasher hasher;
    private final DataWriter data;

    SectionWriter(AuditHasher hasher, int maxDataBytes) {
        this.hasher = hasher;
        this.data = new DataWriter(hasher, maxDataBytes);
    }

    void auth(JsonOut out, AuditAuth auth) {
        out.beginObject();
        text(out, "client_token", auth.clientToken().text());
        text(out, "accessor", auth.accessor().text());
        text(out, "display_name", auth.displayName());
        texts(out, "policies", auth.policies());
        texts(out, "token_policies", auth.tokenPolicies());
        texts(out, "identity_policies", auth.identityPolicies());
        externalPolicies(out, auth.externalNamespacePolicies());
        flag(out, "no_default_policy", auth.noDefaultPolicy());
        policyResults(out, auth.policyResults());
        metadata(out, auth.metadata());
        number(out, "num_uses", auth.numUses());
        number(out, "remaining_uses", auth.remainingUses());
        text(out, "entity_id", auth.entityId());
        flag(out, "entity_created", auth.entityCreated());
        text(out, "token_type", auth.tokenType());
        number(out, "token_ttl", auth.tokenTtlSeconds());
        if (auth.tokenIssueTime() != null) {
            text(out, "token_issue_time", Rfc3339.seconds(auth.tokenIssueTime()));
        }
        out.endObject();
    }

    private static void externalPolicies(JsonOut out, Map<String, List<String>> policies) {
        if (policies.isEmpty()) {
            return;
        }
        out.name("external_namespace_policies").beginObject();
        new TreeMap<>(policies).forEach((namespace, names) -> texts(out, namespace, names));
        out.endObject();
    }

    private void policyResults(JsonOut out, AuditAuth.@Nullable PolicyResults results) {
        if (results == null) {
            return;
        }
        out.name("policy_results").beginObject();
        out.name("allowed").literal(results.allowed() ? "true" : "false");
        if (!results.grantingPolicies().isEmpty()) {
            out.name("granting_policies").beginArray();
            for (AuditAuth.GrantingPolicy policy : results.grantingPolicies()) {
                out.beginObject();
                text(out, "name", policy.name());
                text(out, "namespace_id", policy.namespaceId());
                text(out, "type", policy.type());
                out.endObject();
            }
            out.endArray();
        }
        if (results.explanation() != null) {
            out.name("explain");
            data.plain(out, results.explanation());
        }
        out.endObject();
    }

    private static void metadata(JsonOut out, Map<String, String> metadata) {
        if (metadata.isEmpty()) {
            return;
        }
        out.name("metadata").beginObject();
        new TreeMap<>(metadata).forEach((name, value) -> out.name(name).string(value));
        out.endObject();
    }

    void request(JsonOut out, AuditRequest request) {
        out.beginObject();
        text(out, "id", request.id());
        text(out, "client_id", request.clientId());
        text(out, "replication_cluster", request.replicationCluster());
        text(out, "operation", request.operation());
        mount(out, request.mount(), "mount_running_version");
        text(out, "client_token", request.clientToken().text());
        text(out, "client_token_accessor", request.clientTokenAccessor().text());
        out.name("namespace").beginObject();
        text(out, "id", request.namespaceId());
        text(out, "path", request.namespacePath());
        out.endObject();
        text(out, "path", request.path());
        data(out, request.data(), request.nonHmacKeys());
        flag(out, "policy_override", request.policyOverride());
        text(out, "remote_address", request.remoteAddress());
        number(out, "remote_port", request.remotePort());
        number(out, "wrap_ttl", request.wrapTtlSeconds());
        headers(out, request.headers());
        text(out, "client_certificate_serial_number", request.clientCertificateSerialNumber());
        text(out, "request_uri", request.requestUri());
        text(out, "api", request.api());
        text(out, "api_action", request.apiAction());
        out.endObject();
    }

    void response(JsonOut out, AuditResponse response) {
        out.beginObject();
        if (response.auth() != null) {
            out.name("auth");
            auth(out, response.auth());
        }
        mount(out, response.mount(), "mount_running_plugin_version");
        if (!response.leaseId().isEmpty()) {
            out.name("secret").beginObject();
            text(out, "lease_id", response.leaseId());
            out.endObject();
        }
        data(out, response.data(), response.nonHmacKeys());
        texts(out, "warnings", response.warnings());
        text(out, "redirect", response.redirect());
        wrapInfo(out, response.wrapInfo());
        headers(out, response.headers());
        out.endObject();
    }

    private static void wrapInfo(JsonOut out, @Nullable AuditWrapInfo info) {
        if (info == null) {
            return;
        }
        out.name("wrap_info").beginObject();
        number(out, "ttl", info.ttlSeconds());
        text(out, "token", info.token().text());
        text(out, "accessor", info.accessor().text());
        text(out, "creation_time", Rfc3339.text(info.creationTime()));
        text(out, "creation_path", info.creationPath());
        text(out, "wrapped_accessor", info.wrappedAccessor().text());
        out.endObject();
    }

    private static void mount(JsonOut out, AuditMount mount, String versionName) {
        text(out, "mount_point", mount.point());
        text(out, "mount_type", mount.type());
        text(out, "mount_accessor", mount.accessor());
        text(out, versionName, mount.runningVersion());
        text(out, "mount_class", mount.mountClass());
    }

    private void data(JsonOut out, AuditData value, Set<String> nonHmacKeys) {
        if (value instanceof AuditData.None) {
            return;
        }
        out.name("data");
        data.write(out, value, nonHmacKeys);
    }

    private void headers(JsonOut out, List<AuditHeader> headers) {
        if (headers.isEmpty()) {
            return;
        }
        out.name("headers").beginObject();
        for (AuditHeader header : headers) {
            out.name(header.name()).beginArray();
            for (String value : header.values()) {
                if (header.hmac()) {
                    hasher.write(out, value);
                } else {
                    out.string(value);
                }
            }
            out.endArray();
        }
        out.endObject();
    }

    private static void text(JsonOut out, String name, String value) {
        if (!value.isEmpty()) {
            out.name(name).string(value);
        }
    }

    private static void texts(JsonOut out, String name, List<String> values) {
        if (values.isEmpty()) {
            return;
        }
        out.name(name).beginArray();
        for (String value : values) {
            out.string(value);
        }
        out.endArray();
    }

    private static void number(JsonOut out, String name, long value) {
        if (value != 0) {
            out.name(name).number(value);
        }
    }

    private static void flag(JsonOut out, String name, boolean value) {
        if (value) {
            out.name(name).literal("true");
        }
    }
}
