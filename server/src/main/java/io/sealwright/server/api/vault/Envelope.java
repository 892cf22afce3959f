package io.sealwright.server.api.vault;

import io.sealwright.policy.Operation;
import io.sealwright.server.http.JsonBytes;
import io.sealwright.server.spi.AuthGrant;
import io.sealwright.server.spi.LeaseGrant;
import io.sealwright.server.spi.MfaRequirement;
import io.sealwright.server.spi.Request;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.WrapInfo;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Renders an answer as Vault's clients know it. Member order and nulls are the peer's (OpenBao
 * 2.7.2).
 */
final class Envelope {
    /**
     * Routes whose data stands at the top level, too; the list is the peer's. Those that end with a
     * slash are prefixes.
     */
    private static final Set<String> FLAT =
            Set.of(
                    "sys/audit",
                    "sys/auth",
                    "sys/capabilities",
                    "sys/capabilities-accessor",
                    "sys/capabilities-self",
                    "sys/config/auditing/request-headers",
                    "sys/config/cors",
                    "sys/ha-status",
                    "sys/key-status",
                    "sys/mounts",
                    "sys/policy",
                    "sys/rekey/backup",
                    "sys/rekey/recovery-key-backup",
                    "sys/remount",
                    "sys/rotate",
                    "sys/wrapping/wrap");

    private static final List<String> FLAT_BELOW =
            List.of(
                    "sys/audit/",
                    "sys/audit-hash/",
                    "sys/auth/",
                    "sys/config/auditing/request-headers/",
                    "sys/generate-root/",
                    "sys/rekey/",
                    "sys/mounts/",
                    "sys/policy/");

    private static final Set<String> MEMBERS =
            Set.of(
                    "request_id",
                    "lease_id",
                    "renewable",
                    "lease_duration",
                    "data",
                    "wrap_info",
                    "warnings",
                    "auth");

    private Envelope() {}

    /** Writes the envelope around a response that is neither raw nor without a body. */
    static void write(JsonBytes out, Request request, Response response) {
        ObjectNode data = response.data();
        if (request.operation() == Operation.HELP && data != null) {
            out.node(data);
            return;
        }
        WrapInfo wrapped = response.wrapInfo();
        if (wrapped != null) {
            write(out, "", wrapped, response);
            return;
        }
        out.ascii("{");
        if (data != null && flat(request.path())) {
            repeat(out, data);
        }
        out.ascii("\"request_id\":\"");
        out.ascii(request.id().toString());
        lease(out, response);
        out.ascii(",\"data\":");
        nullable(out, data);
        out.ascii(",\"wrap_info\":null");
        warnings(out, response.warnings());
        out.ascii(",\"auth\":");
        MfaRequirement mfa = response.mfa();
        if (mfa == null) {
            auth(out, response.auth());
        } else {
            MfaJson.auth(out, mfa);
        }
        out.ascii("}");
    }

    private static boolean flat(String path) {
        if (!path.startsWith("sys/")) {
            return false;
        }
        String whole = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        return FLAT.contains(whole) || FLAT_BELOW.stream().anyMatch(path::startsWith);
    }

    private static void repeat(JsonBytes out, ObjectNode data) {
        for (Map.Entry<String, JsonNode> member : data.properties()) {
            // The peer repeats these, too, and so sends them twice; readers take the second.
            if (!MEMBERS.contains(member.getKey())) {
                out.string(member.getKey());
                out.ascii(":");
                out.node(member.getValue());
                out.ascii(",");
            }
        }
    }

    private static void write(
            JsonBytes out, String requestId, WrapInfo wrapped, Response response) {
        out.ascii("{\"request_id\":");
        out.string(requestId);
        out.ascii(
                ",\"lease_id\":\"\",\"renewable\":false,\"lease_duration\":0,\"data\":null,\"wrap_info\":{\"token\":");
        out.string(wrapped.token());
        out.ascii(",\"accessor\":");
        out.string(wrapped.accessor());
        out.ascii(",\"ttl\":" + wrapped.ttl() + ",\"creation_time\":");
        out.string(time(wrapped.creationTime()));
        out.ascii(",\"creation_path\":");
        out.string(wrapped.creationPath());
        if (!wrapped.wrappedAccessor().isEmpty()) {
            out.ascii(",\"wrapped_accessor\":");
            out.string(wrapped.wrappedAccessor());
        }
        out.ascii("}");
        warnings(out, response.warnings());
        out.ascii(",\"auth\":null}");
    }

    private static void lease(JsonBytes out, Response response) {
        LeaseGrant lease = response.lease();
        out.ascii("\",\"lease_id\":");
        out.string(lease == null ? "" : lease.leaseId());
        out.ascii(
                lease != null && lease.renewable()
                        ? ",\"renewable\":true"
                        : ",\"renewable\":false");
        out.ascii(",\"lease_duration\":");
        out.ascii(Long.toString(lease == null ? response.leaseDuration() : lease.duration()));
    }

    private static void warnings(JsonBytes out, List<String> warnings) {
        out.ascii(",\"warnings\":");
        if (warnings.isEmpty()) {
            out.ascii("null");
        } else {
            out.strings(warnings);
        }
    }

    private static void auth(JsonBytes out, @Nullable AuthGrant auth) {
        if (auth == null) {
            out.ascii("null");
            return;
        }
        out.ascii("{\"client_token\":");
        out.string(auth.clientToken());
        out.ascii(",\"accessor\":");
        out.string(auth.accessor());
        out.ascii(",\"policies\":");
        out.strings(auth.policies());
        out.ascii(",\"token_policies\":");
        out.strings(auth.tokenPolicies());
        if (!auth.identityPolicies().isEmpty()) {
            out.ascii(",\"identity_policies\":");
            out.strings(auth.identityPolicies());
        }
        out.ascii(",\"metadata\":");
        metadata(out, auth.metadata());
        out.ascii(
                ",\"lease_duration\":"
                        + auth.leaseDuration()
                        + ",\"renewable\":"
                        + auth.renewable());
        out.ascii(",\"entity_id\":");
        out.string(auth.entityId());
        out.ascii(",\"token_type\":");
        out.string(auth.tokenType());
        out.ascii(
                ",\"orphan\":"
                        + auth.orphan()
                        + ",\"mfa_requirement\":null,\"num_uses\":"
                        + auth.numUses()
                        + "}");
    }

    private static void metadata(JsonBytes out, Map<String, String> metadata) {
        if (metadata.isEmpty()) {
            out.ascii("null");
            return;
        }
        String before = "{";
        for (Map.Entry<String, String> entry : new TreeMap<>(metadata).entrySet()) {
            out.ascii(before);
            out.string(entry.getKey());
            out.ascii(":");
            out.string(entry.getValue());
            before = ",";
        }
        out.ascii("}");
    }

    private static void nullable(JsonBytes out, @Nullable ObjectNode node) {
        if (node == null) {
            out.ascii("null");
        } else {
            out.node(node);
        }
    }

    private static String time(Instant instant) {
        return DateTimeFormatter.ISO_INSTANT.format(instant.atOffset(ZoneOffset.UTC));
    }
}
