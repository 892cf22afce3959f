package io.sealwright.server.api.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealwright.policy.Operation;
import io.sealwright.server.http.JsonBytes;
import io.sealwright.server.spi.AuthGrant;
import io.sealwright.server.spi.LeaseGrant;
import io.sealwright.server.spi.MfaRequirement;
import io.sealwright.server.spi.RawJson;
import io.sealwright.server.spi.Remote;
import io.sealwright.server.spi.Request;
import io.sealwright.server.spi.RequestBody;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.WrapInfo;
import io.sealwright.storage.Deadline;
import io.sealwright.storage.TransactionId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The bytes of an answer; the forms were taken from OpenBao 2.7.2's answers to the same requests.
 */
class EnvelopeTest {
    private static final String ID = "11c6f008-8c85-47ce-b93c-c1075bba2c57";

    private static Request request(Operation operation, String path) {
        return new Request(
                new TransactionId(0x11c6f0088c8547ceL, 0xb93cc1075bba2c57L),
                operation,
                "",
                path,
                new RequestBody(JsonNodeFactory.instance.objectNode(), new byte[0]),
                "",
                Duration.ZERO,
                new Remote("127.0.0.1", 1, false),
                Map.of(),
                Instant.EPOCH,
                new Deadline(0));
    }

    private static String write(String path, Response response) {
        return write(Operation.READ, path, response);
    }

    private static String write(Operation operation, String path, Response response) {
        try (JsonBytes out = new JsonBytes()) {
            Envelope.write(out, request(operation, path), response);
            return new String(out.copy(), StandardCharsets.UTF_8);
        }
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    @Test
    void dataOfAnEngine() {
        ObjectNode data = object();
        data.putPOJO(
                "data", new RawJson("{\"password\":\"hunter2\"}".getBytes(StandardCharsets.UTF_8)));
        data.putObject("metadata").put("version", 1).putNull("custom_metadata");
        assertThat(write("secret/data/db", Response.of(data)))
                .isEqualTo(
                        "{\"request_id\":\""
                                + ID
                                + "\",\"lease_id\":\"\",\"renewable\":false,\"lease_duration\":0,\"data\":{\"data\":{\"password\":\"hunter2\"},"
                                + "\"metadata\":{\"version\":1,\"custom_metadata\":null}},\"wrap_info\":null,\"warnings\":null,\"auth\":null}");
    }

    @Test
    void leaseDurationWithoutALease() {
        assertThat(
                        write(
                                "kv/a",
                                Response.of(object().put("a", "b"))
                                        .withLeaseDuration(Duration.ofHours(768))))
                .contains("\"lease_id\":\"\",\"renewable\":false,\"lease_duration\":2764800,");
    }

    @Test
    void aLease() {
        assertThat(
                        write(
                                "db/creds/a",
                                Response.of(object())
                                        .withLease(new LeaseGrant("db/creds/a/1", 60, true))))
                .contains(
                        "\"lease_id\":\"db/creds/a/1\",\"renewable\":true,\"lease_duration\":60,");
    }

    @Test
    void warningsAreAListOrNull() {
        assertThat(write("a", Response.empty().withWarning("one").withWarning("two \"2\"")))
                .contains(
                        "\"data\":null,\"wrap_info\":null,\"warnings\":[\"one\",\"two \\\"2\\\"\"],\"auth\":null}");
    }

    @Test
    void aToken() {
        AuthGrant grant =
                new AuthGrant(
                        "hvs.x",
                        "acc",
                        List.of("default", "nope"),
                        List.of("default", "nope"),
                        List.of(),
                        Map.of("b", "1", "a", "2"),
                        2_764_800,
                        true,
                        "",
                        "service",
                        false,
                        0);
        assertThat(write(Operation.UPDATE, "auth/token/create", Response.auth(grant)))
                .isEqualTo(
                        "{\"request_id\":\""
                                + ID
                                + "\",\"lease_id\":\"\",\"renewable\":false,\"lease_duration\":0,\"data\":null,\"wrap_info\":null,"
                                + "\"warnings\":null,\"auth\":{\"client_token\":\"hvs.x\",\"accessor\":\"acc\","
                                + "\"policies\":[\"default\",\"nope\"],\"token_policies\":[\"default\",\"nope\"],"
                                + "\"metadata\":{\"a\":\"2\",\"b\":\"1\"},\"lease_duration\":2764800,\"renewable\":true,\"entity_id\":\"\","
                                + "\"token_type\":\"service\",\"orphan\":false,\"mfa_requirement\":null,\"num_uses\":0}}");
    }

    @Test
    void aTokenOfAnIdentity() {
        AuthGrant grant =
                new AuthGrant(
                        "t",
                        "a",
                        List.of("p", "q"),
                        List.of("p"),
                        List.of("q"),
                        Map.of(),
                        0,
                        false,
                        "entity",
                        "batch",
                        true,
                        3);
        assertThat(write(Operation.UPDATE, "auth/x/login", Response.auth(grant)))
                .contains(
                        "\"token_policies\":[\"p\"],\"identity_policies\":[\"q\"],\"metadata\":null,")
                .contains(
                        "\"entity_id\":\"entity\",\"token_type\":\"batch\",\"orphan\":true,\"mfa_requirement\":null,\"num_uses\":3}");
    }

    @Test
    void aLoginThatHasToBeConfirmed() {
        MfaRequirement requirement =
                new MfaRequirement(
                        "req",
                        "entity",
                        Map.of(
                                "b",
                                List.of(new MfaRequirement.Method("totp", "id", true, "n")),
                                "a",
                                List.of()));
        assertThat(write(Operation.UPDATE, "auth/x/login", Response.mfa(requirement)))
                .endsWith(
                        "\"auth\":{\"client_token\":\"\",\"accessor\":\"\",\"policies\":null,"
                                + "\"metadata\":null,\"lease_duration\":0,\"renewable\":false,\"entity_id\":\"\",\"token_type\":\"\","
                                + "\"orphan\":false,\"mfa_requirement\":{\"mfa_request_id\":\"req\",\"mfa_constraints\":{\"a\":{\"any\":[]},"
                                + "\"b\":{\"any\":[{\"type\":\"totp\",\"id\":\"id\",\"uses_passcode\":true,\"name\":\"n\"}]}}},\"num_uses\":0}}")
                .doesNotContain("entity\"}");
    }

    @Test
    void wrapped() {
        Instant created = Instant.parse("2026-11-24T13:53:32.562861478Z");
        String common =
                "{\"request_id\":\"\",\"lease_id\":\"\",\"renewable\":false,\"lease_duration\":0,\"data\":null,"
                        + "\"wrap_info\":{\"token\":\"hvs.w\",\"accessor\":\"acc\",\"ttl\":60,"
                        + "\"creation_time\":\"2026-11-24T13:53:32.562861478Z\",\"creation_path\":\"secret/data/x\"";
        String end = "},\"warnings\":null,\"auth\":null}";
        assertThat(
                        write(
                                "secret/data/x",
                                wrapped(
                                        new WrapInfo(
                                                "hvs.w", "acc", 60, created, "secret/data/x", ""))))
                .isEqualTo(common + end);
        assertThat(
                        write(
                                "secret/data/x",
                                wrapped(
                                        new WrapInfo(
                                                "hvs.w",
                                                "acc",
                                                60,
                                                created,
                                                "secret/data/x",
                                                "inner"))))
                .isEqualTo(common + ",\"wrapped_accessor\":\"inner\"" + end);
    }

    private static Response wrapped(WrapInfo info) {
        return new Response(200, null, null, null, null, 0, info, List.of(), null);
    }

    @Test
    void someSystemAnswersRepeatTheirDataAtTheTop() {
        ObjectNode data = object().put("type", "kv");
        String envelope =
                "\"request_id\":\""
                        + ID
                        + "\",\"lease_id\":\"\",\"renewable\":false,\"lease_duration\":0,\"data\":{\"type\":\"kv\"},\"wrap_info\":null,\"warnings\":null,\"auth\":null}";
        for (String path :
                List.of(
                        "sys/mounts",
                        "sys/mounts/",
                        "sys/mounts/secret/tune",
                        "sys/auth",
                        "sys/policy/default",
                        "sys/capabilities-self",
                        "sys/key-status",
                        "sys/wrapping/wrap",
                        "sys/audit-hash/file")) {
            assertThat(write(path, Response.of(data)))
                    .as(path)
                    .isEqualTo("{\"type\":\"kv\"," + envelope);
        }
        for (String path :
                List.of(
                        "sys/policies/acl/default",
                        "sys/internal/ui/mounts",
                        "sys/tools/hash",
                        "sys/rotate/config",
                        "sys/mountsx",
                        "secret/sys/mounts",
                        "sys/leases/lookup")) {
            assertThat(write(path, Response.of(data))).as(path).isEqualTo("{" + envelope);
        }
    }

    @Test
    void noMemberOccursTwice() {
        ObjectNode data = object().put("data", 1).put("auth", 2).put("x/", 3);
        assertThat(write("sys/mounts", Response.of(data)))
                .startsWith("{\"x/\":3,\"request_id\"")
                .endsWith(
                        "\"data\":{\"data\":1,\"auth\":2,\"x/\":3},\"wrap_info\":null,\"warnings\":null,\"auth\":null}");
    }

    @Test
    void helpHasNoEnvelope() {
        assertThat(
                        write(
                                Operation.HELP,
                                "secret",
                                Response.of(object().put("help", "text").putNull("see_also"))))
                .isEqualTo("{\"help\":\"text\",\"see_also\":null}");
    }
}
