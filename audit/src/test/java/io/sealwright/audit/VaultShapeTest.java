package io.sealwright.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * Lines as a peer's file device wrote them, taken apart and rendered again: the bytes must be the
 * same. Their values are hashed already, so every key is exempt from hashing here.
 */
class VaultShapeTest {

    static Stream<String> lines() throws IOException {
        try (InputStream in =
                Objects.requireNonNull(
                        VaultShapeTest.class.getResourceAsStream("vault-shaped.jsonl"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("lines")
    void rendersTheSameBytes(String line) {
        JsonNode node = Fixtures.JSON.readTree(line);
        Instant time = Instant.parse(node.path("time").asString());
        AuditAuth auth = auth(node.path("auth"));
        AuditRequest request = request(node.path("request"));
        String error = node.path("error").asString("");
        AuditEntry entry = Fixtures.FORMAT.request(time, auth, request, error);
        if (node.path("type").asString().equals("response")) {
            AuditResponse response = response(node.path("response"));
            AuditEntry copied = Fixtures.FORMAT.response(time, entry, null, response, error);
            AuditEntry rendered = Fixtures.FORMAT.response(time, auth, request, response, error);
            assertThat(text(copied)).isEqualTo(text(rendered));
            entry = copied;
        }
        assertThat(text(entry)).isEqualTo(line);
    }

    private static String text(AuditEntry entry) {
        return new String(entry.body(), StandardCharsets.UTF_8) + "}";
    }

    private static AuditAuth auth(JsonNode node) {
        AuditAuth.Builder builder =
                AuditAuth.builder()
                        .clientToken(hashed(node, "client_token"))
                        .accessor(hashed(node, "accessor"))
                        .displayName(node.path("display_name").asString(""))
                        .policies(strings(node.path("policies")))
                        .tokenPolicies(strings(node.path("token_policies")))
                        .metadata(map(node.path("metadata")))
                        .tokenType(node.path("token_type").asString(""))
                        .tokenTtlSeconds(node.path("token_ttl").asLong(0));
        JsonNode results = node.path("policy_results");
        if (!results.isMissingNode()) {
            List<AuditAuth.GrantingPolicy> granting = new ArrayList<>();
            for (JsonNode policy : results.path("granting_policies").values()) {
                granting.add(
                        new AuditAuth.GrantingPolicy(
                                policy.path("name").asString(),
                                policy.path("namespace_id").asString(),
                                policy.path("type").asString()));
            }
            builder.policyResults(
                    new AuditAuth.PolicyResults(results.path("allowed").booleanValue(), granting));
        }
        if (node.has("token_issue_time")) {
            builder.tokenIssueTime(Instant.parse(node.path("token_issue_time").asString()));
        }
        return builder.build();
    }

    private static AuditRequest request(JsonNode node) {
        List<AuditHeader> headers = new ArrayList<>();
        node.path("headers")
                .properties()
                .forEach(header ->
                        headers.add(
                                new AuditHeader(
                                        header.getKey(), strings(header.getValue()), false)));
        return AuditRequest.builder(
                        node.path("id").asString(),
                        node.path("operation").asString(),
                        node.path("path").asString())
                .clientId(node.path("client_id").asString(""))
                .mount(mount(node, "mount_running_version"))
                .clientToken(hashed(node, "client_token"), hashed(node, "client_token_accessor"))
                .data(data(node))
                .nonHmacKeys(keys(node.path("data")))
                .remote(node.path("remote_address").asString(""), node.path("remote_port").asInt(0))
                .wrapTtlSeconds(node.path("wrap_ttl").asLong(0))
                .headers(headers)
                .build();
    }

    private static AuditResponse response(JsonNode node) {
        AuditResponse.Builder builder =
                AuditResponse.builder()
                        .mount(mount(node, "mount_running_plugin_version"))
                        .data(data(node))
                        .nonHmacKeys(keys(node.path("data")))
                        .warnings(strings(node.path("warnings")));
        if (node.has("auth")) {
            builder.auth(auth(node.path("auth")));
        }
        JsonNode wrap = node.path("wrap_info");
        if (!wrap.isMissingNode()) {
            builder.wrapInfo(
                    new AuditWrapInfo(
                            wrap.path("ttl").asLong(),
                            hashed(wrap, "token"),
                            hashed(wrap, "accessor"),
                            Instant.parse(wrap.path("creation_time").asString()),
                            wrap.path("creation_path").asString(),
                            Hashed.ABSENT));
        }
        return builder.build();
    }

    private static AuditMount mount(JsonNode node, String version) {
        return new AuditMount(
                node.path("mount_point").asString(""),
                node.path("mount_type").asString(""),
                node.path("mount_accessor").asString(""),
                node.path(version).asString(""),
                node.path("mount_class").asString(""));
    }

    private static AuditData data(JsonNode node) {
        JsonNode data = node.path("data");
        return data.isMissingNode()
                ? AuditData.NONE
                : AuditData.ofJson(data.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static Set<String> keys(JsonNode data) {
        Set<String> keys = new HashSet<>();
        collect(data, keys);
        return keys;
    }

    private static void collect(JsonNode node, Set<String> keys) {
        keys.addAll(node.propertyNames());
        node.values().forEach(child -> collect(child, keys));
    }

    private static Hashed hashed(JsonNode node, String name) {
        return new Hashed(node.path(name).asString(""));
    }

    private static List<String> strings(JsonNode node) {
        return node.values().stream().map(JsonNode::asString).toList();
    }

    private static Map<String, String> map(JsonNode node) {
        Map<String, String> map = new LinkedHashMap<>();
        node.properties().forEach(entry -> map.put(entry.getKey(), entry.getValue().asString()));
        return map;
    }
}
