package io.sealwright.server.auth.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.policy.Operation;
import io.sealwright.server.outbound.Outbound;
import io.sealwright.server.spi.AuthGrant;
import io.sealwright.server.spi.Failure;
import io.sealwright.server.spi.Request;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.testing.Authority;
import io.sealwright.server.testing.Signer;
import io.sealwright.server.testing.Site;
import io.sealwright.server.token.TokenDesk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Service accounts, and an API server over HTTPS with an authority of its own. */
final class KubernetesIT {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final Signer CLUSTER = Signer.rsa("k", 2048);
    private static final String REVIEWS = "/apis/authentication.k8s.io/v1/tokenreviews";
    private static final String DENIED = "permission denied";

    @TempDir Path pod;
    private final TokenDesk desk = new TokenDesk();
    private final Outbound outbound = new Outbound();
    private final Authority authority = new Authority();
    private final Site api = new Site(authority.server());
    private String user = "system:serviceaccount:ns1:sa1";
    private String uid = "uid-1";
    private String audiences = "[\"https://k8s\"]";

    @BeforeEach
    void enable() {
        PodFiles files = new PodFiles(pod);
        desk.enable(
                "auth/kubernetes/",
                new KubernetesEngineType(
                        new KubernetesConfigRoutes(files),
                        new KubernetesRoleRoutes(desk.logins(), desk.node().random()),
                        new KubernetesLogin(new KubernetesApi(outbound), files, desk.logins())));
        api.on(
                REVIEWS,
                _ ->
                        status(
                                "{\"authenticated\":true,\"user\":{\"username\":\"%s\",\"uid\":\"%s\"},\"audiences\":%s}"
                                        .formatted(user, uid, audiences)));
        api.on("/api/v1/namespaces/ns1", "{\"metadata\":{\"labels\":{\"env\":\"prod\"}}}");
        post("config", config().toString());
        role("r", "");
    }

    @AfterEach
    void close() {
        outbound.close();
        api.close();
        desk.close();
    }

    private static Site.Answer status(String json) {
        return Site.Answer.json("{\"kind\":\"TokenReview\",\"status\":" + json + "}");
    }

    private ObjectNode config() {
        return MAPPER.createObjectNode()
                .put("kubernetes_host", api.url())
                .put("kubernetes_ca_cert", authority.pem())
                .put("token_reviewer_jwt", "reviewer");
    }

    private Response post(String path, String json) {
        return desk.post("auth/kubernetes/" + path, json, "root");
    }

    private ObjectNode read(String path) {
        return TokenDesk.data(desk.get("auth/kubernetes/" + path, "root"));
    }

    private void role(String name, String more) {
        post(
                "role/" + name,
                "{\"bound_service_account_names\":\"sa1\""
                        + (more.contains("namespace")
                                ? ""
                                : ",\"bound_service_account_namespaces\":\"ns1\"")
                        + more
                        + "}");
    }

    /** As clusters make them now, with other claims in their place; JSON's null takes one away. */
    private String claims(String json) {
        long now = desk.now().getEpochSecond();
        ObjectNode claims =
                MAPPER.readValue(
                        "{\"aud\":[\"https://k8s\"],\"iss\":\"https://k8s\",\"sub\":\"system:serviceaccount:ns1:sa1\","
                                + "\"kubernetes.io\":{\"namespace\":\"ns1\",\"pod\":{\"name\":\"p\"},"
                                + "\"serviceaccount\":{\"name\":\"sa1\",\"uid\":\"uid-1\"}}}",
                        ObjectNode.class);
        claims.put("iat", now).put("nbf", now).put("exp", now + 600);
        claims.setAll(MAPPER.readValue(json, ObjectNode.class));
        claims.properties().removeIf(entry -> entry.getValue().isNull());
        return claims.toString();
    }

    private Response login(String role, String jwt) {
        return desk.post("auth/kubernetes/login", body(role, jwt), "");
    }

    private static String body(String role, String jwt) {
        return MAPPER.createObjectNode().put("role", role).put("jwt", jwt).toString();
    }

    private Response login(String json) {
        return login("r", CLUSTER.token(claims(json)));
    }

    private void forbidden(String role, String jwt, String message) {
        int stored = desk.stored();
        assertThatThrownBy(() -> login(role, jwt))
                .isInstanceOfSatisfying(
                        RequestFailure.class,
                        e ->
                                assertThat(e.failure())
                                        .isEqualTo(new Failure.PermissionDenied(message)));
        assertThat(desk.stored()).isEqualTo(stored);
    }

    private void invalid(Runnable call, String message) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        RequestFailure.class,
                        e ->
                                assertThat(e.failure())
                                        .isEqualTo(new Failure.InvalidRequest(List.of(message))));
    }

    @Test
    void aServiceAccountLogsIn() {
        role("r", ",\"token_policies\":\"p\"");
        String jwt = CLUSTER.token(claims("{}"));
        AuthGrant grant = TokenDesk.grant(login("R", jwt));

        assertThat(grant.policies()).containsExactly("default", "p");
        assertThat(grant.metadata())
                .containsEntry("role", "r")
                .containsEntry("service_account_name", "sa1")
                .containsEntry("service_account_namespace", "ns1")
                .containsEntry("service_account_uid", "uid-1")
                .containsEntry("service_account_secret_name", "")
                .hasSize(5);
        ObjectNode shown = TokenDesk.data(desk.get("auth/token/lookup-self", grant.clientToken()));
        assertThat(shown.get("display_name").asString()).isEqualTo("kubernetes-ns1-sa1");
        Site.Asked asked = api.asked().getFirst();
        assertThat(asked.header("Authorization")).isEqualTo("Bearer reviewer");
        assertThat(asked.body())
                .isEqualTo(
                        "{\"apiVersion\":\"authentication.k8s.io/v1\",\"kind\":\"TokenReview\",\"spec\":{\"token\":\""
                                + jwt
                                + "\",\"audiences\":[\"https://k8s\"]}}");
    }

    @Test
    void tokensOfOldClustersCount() {
        audiences = "[]";
        String jwt =
                CLUSTER.token(
                        "{\"iss\":\"kubernetes/serviceaccount\",\"kubernetes.io/serviceaccount/namespace\":\"ns1\","
                                + "\"kubernetes.io/serviceaccount/secret.name\":\"s\","
                                + "\"kubernetes.io/serviceaccount/service-account.name\":\"sa1\","
                                + "\"kubernetes.io/serviceaccount/service-account.uid\":\"uid-1\"}");

        assertThat(TokenDesk.grant(login("r", jwt)).metadata())
                .containsEntry("service_account_secret_name", "s");
        post("config", config().put("disable_iss_validation", false).toString());
        assertThat(login("r", jwt).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "{\"authenticated\":false}",
                "{\"error\":\"boom\",\"authenticated\":true}",
                "{}",
                "{\"authenticated\":true,\"user\":{\"username\":\"system:serviceaccount:ns1:sa1\",\"uid\":\"uid-1\"}}",
                "{\"authenticated\":true,\"audiences\":[\"z\"],\"user\":{\"username\":\"system:serviceaccount:ns1:sa1\",\"uid\":\"uid-1\"}}",
                "{\"authenticated\":true,\"audiences\":[\"https://k8s\"],\"user\":{\"username\":\"bob\",\"uid\":\"uid-1\"}}",
                "{\"authenticated\":true,\"audiences\":[\"https://k8s\"],\"user\":{\"username\":\"system:node:ns1:sa1\",\"uid\":\"uid-1\"}}",
                "{\"authenticated\":true,\"audiences\":[\"https://k8s\"],\"user\":{\"username\":\"system:serviceaccount:ns1:sa1:x\",\"uid\":\"uid-1\"}}",
                "{\"authenticated\":true,\"audiences\":[\"https://k8s\"],\"user\":{\"username\":\"system:serviceaccount:ns1:sa2\",\"uid\":\"uid-1\"}}",
                "{\"authenticated\":true,\"audiences\":[\"https://k8s\"],\"user\":{\"username\":\"system:serviceaccount:ns2:sa1\",\"uid\":\"uid-1\"}}",
                "{\"authenticated\":true,\"audiences\":[\"https://k8s\"],\"user\":{\"username\":\"system:serviceaccount:ns1:sa1\",\"uid\":\"uid-2\"}}",
                "{\"authenticated\":true,\"audiences\":[\"https://k8s\"],\"user\":{\"username\":\"system:serviceaccount:ns1:sa1\"}}",
                "{\"authenticated\":\"true\",\"audiences\":[\"https://k8s\"],\"user\":{}}",
            })
    void theClusterHasTheLastWord(String status) {
        api.on(REVIEWS, _ -> status(status));

        forbidden("r", CLUSTER.token(claims("{}")), DENIED);
    }

    @ParameterizedTest
    @ValueSource(ints = {302, 401, 403, 404, 500})
    void anAnswerThatIsNoneLetsNobodyIn(int status) {
        api.on(REVIEWS, _ -> Site.Answer.status(status));
        forbidden("r", CLUSTER.token(claims("{}")), DENIED);
        api.on(REVIEWS, "junk");
        forbidden("r", CLUSTER.token(claims("{}")), DENIED);
    }

    @Test
    void anApiThatIsNotTrustedOrNotThereLetsNobodyIn() {
        assertThat(login("{}").status()).isEqualTo(200);
        // What was trusted before is not used on, other than at the peer.
        post("config", config().put("kubernetes_ca_cert", new Authority().pem()).toString());
        forbidden("r", CLUSTER.token(claims("{}")), DENIED);
        post("config", config().toString());
        api.close();
        forbidden("r", CLUSTER.token(claims("{}")), DENIED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "{\"kubernetes.io\":{\"namespace\":\"ns1\",\"serviceaccount\":{\"name\":\"sa2\",\"uid\":\"uid-1\"}}}|service account name not authorized",
                "{\"kubernetes.io\":{\"namespace\":\"ns2\",\"serviceaccount\":{\"name\":\"sa1\",\"uid\":\"uid-1\"}}}|namespace not authorized",
                "{\"kubernetes.io\":{\"namespace\":\"ns1\",\"serviceaccount\":{\"name\":\"sa1\",\"uid\":\"uid-2\"}}}|permission denied",
                "{\"kubernetes.io\":{\"namespace\":\"ns1\",\"serviceaccount\":{\"name\":\"sa1\"}}}|permission denied",
                "{\"kubernetes.io\":null}|service account name not authorized",
                "{\"kubernetes.io\":\"x\"}|the kubernetes.io claim does not have the expected form",
                "{\"kubernetes.io\":{\"namespace\":5}}|the kubernetes.io claim does not have the expected form",
                "{\"aud\":5}|expected string or array value to unmarshal to Audience",
                "{\"exp\":5}|invalid expiration time (exp) claim: token is expired",
                "{\"nbf\":9999999999}|invalid not before (nbf) claim: token not yet valid",
            })
    void whatATokenSaysOfItselfIsCheckedFirst(String json, String message) {
        forbidden("r", CLUSTER.token(claims(json)), message);
        if (!message.equals(DENIED)) {
            assertThat(api.asked()).isEmpty();
        }
    }

    @Test
    void aTokenIsOne() {
        for (String jwt :
                new String[] {
                    "junk",
                    "a.b.c",
                    Signer.base64("{\"alg\":\"none\"}") + "." + Signer.base64(claims("{}")) + ".",
                    CLUSTER.hmacToken(new byte[] {1}, claims("{}")),
                    CLUSTER.token("{\"alg\":\"RS256\",\"crit\":[\"x\"]}", claims("{}"))
                }) {
            forbidden("r", jwt, DENIED);
        }
        forbidden(
                "r",
                CLUSTER.token("{\"alg\":\"PS256\"}", claims("{}")),
                "invalid algorithm (alg) header parameter: token signed with unexpected algorithm");
        assertThat(api.asked()).isEmpty();
    }

    @Test
    void withKeysTheSignatureCountsToo() {
        post("config", config().put("pem_keys", CLUSTER.pem()).toString());

        assertThat(login("{}").status()).isEqualTo(200);
        int asked = api.asked().size();
        forbidden("r", Signer.rsa("k", 2048).token(claims("{}")), DENIED);
        forbidden("r", Signer.curve("k", "secp256r1").token(claims("{}")), DENIED);
        assertThat(api.asked()).hasSize(asked);
    }

    @Test
    void anIssuerMayBeAskedFor() {
        post("config", config().put("disable_iss_validation", false).toString());
        forbidden("r", CLUSTER.token(claims("{}")), "invalid issuer (iss) claim");
        post(
                "config",
                config().put("disable_iss_validation", false)
                        .put("issuer", "https://k8s")
                        .toString());
        assertThat(login("{}").status()).isEqualTo(200);
    }

    @Test
    void anAudienceMayBeAskedFor() {
        role("aud", ",\"audience\":\"good\"");
        forbidden(
                "aud",
                CLUSTER.token(claims("{}")),
                "invalid audience (aud) claim: audience claim does not match any expected audience");
        audiences = "[\"good\"]";
        String jwt = CLUSTER.token(claims("{\"aud\":[\"good\",\"x\"]}"));
        assertThat(login("aud", jwt).status()).isEqualTo(200);
        assertThat(api.asked().getLast().body()).contains("\"audiences\":[\"good\"]");
    }

    @Test
    void namesAndNamespacesMayBePatterns() {
        for (String names : new String[] {"*", "s*1", "x,sa*"}) {
            role(
                    "g",
                    ",\"bound_service_account_namespaces\":\"n*\",\"bound_service_account_names\":\""
                            + names
                            + "\"");
        }
        post(
                "role/g",
                "{\"bound_service_account_names\":\"s*1\",\"bound_service_account_namespaces\":\"x,n*\"}");
        assertThat(login("g", CLUSTER.token(claims("{}"))).status()).isEqualTo(200);
        post(
                "role/g",
                "{\"bound_service_account_names\":\"*\",\"bound_service_account_namespaces\":\"*\"}");
        assertThat(login("g", CLUSTER.token(claims("{}"))).status()).isEqualTo(200);
        post(
                "role/g",
                "{\"bound_service_account_names\":\"*a\",\"bound_service_account_namespaces\":\"*\"}");
        forbidden("g", CLUSTER.token(claims("{}")), "service account name not authorized");
    }

    @Test
    void namespacesMayBeSelectedByLabels() {
        role(
                "s",
                ",\"bound_service_account_namespace_selector\":\"{\\\"matchLabels\\\":{\\\"env\\\":\\\"prod\\\"}}\"");
        assertThat(login("s", CLUSTER.token(claims("{}"))).status()).isEqualTo(200);
        assertThat(api.asked().stream().map(Site.Asked::path))
                .containsExactly(REVIEWS, "/api/v1/namespaces/ns1");
        assertThat(api.asked().getLast().header("Authorization")).isEqualTo("Bearer reviewer");

        api.on("/api/v1/namespaces/ns1", "{\"metadata\":{\"labels\":{\"env\":\"dev\"}}}");
        forbidden("s", CLUSTER.token(claims("{}")), "namespace not authorized");
        api.on("/api/v1/namespaces/ns1", _ -> Site.Answer.status(403));
        forbidden("s", CLUSTER.token(claims("{}")), "namespace not authorized");
        post("config", config().put("token_reviewer_jwt", "").toString());
        forbidden(
                "s",
                CLUSTER.token(claims("{}")),
                "namespace not authorized err=namespace lookup failed: TokenReviewer JWT needs to be configured to use namespace selectors");
    }

    /** The peer asks for the namespace that a token names which nobody has vouched for yet. */
    @Test
    void aNamespaceThatTheClusterDoesNotKnowLeadsNowhereInItsApi() {
        role("s", ",\"bound_service_account_namespace_selector\":\"{}\"");
        String claims =
                claims(
                        "{\"kubernetes.io\":{\"namespace\":\"../../x\",\"serviceaccount\":{\"name\":\"sa1\",\"uid\":\"uid-1\"}}}");

        forbidden("s", CLUSTER.token(claims), DENIED);
        user = "system:serviceaccount:../../x:sa1";
        forbidden("s", CLUSTER.token(claims), "namespace not authorized");
        assertThat(api.asked().stream().map(Site.Asked::path)).containsOnly(REVIEWS);
    }

    @Test
    void withoutAReviewerTheApiIsAskedWithWhatIsThere() throws IOException {
        post("config", config().put("token_reviewer_jwt", "").toString());
        String jwt = CLUSTER.token(claims("{}"));
        login("r", jwt);
        assertThat(api.asked().getLast().header("Authorization")).isEqualTo("Bearer " + jwt);
        Files.writeString(pod.resolve("token"), "of-the-pod\n");
        login("r", jwt);
        assertThat(api.asked().getLast().header("Authorization")).isEqualTo("Bearer of-the-pod");
        post(
                "config",
                config().put("token_reviewer_jwt", "")
                        .put("disable_local_ca_jwt", true)
                        .toString());
        login("r", jwt);
        assertThat(api.asked().getLast().header("Authorization")).isEqualTo("Bearer " + jwt);
    }

    @Test
    void theAuthorityOfThePodIsUsedWhereNoneIsGiven() throws IOException {
        String without = config().put("kubernetes_ca_cert", "").toString();
        invalid(
                () -> post("config", without),
                "kubernetes_ca_cert must be given: this server finds no ca.crt of a pod");
        Files.writeString(pod.resolve("ca.crt"), authority.pem());
        post("config", without);
        assertThat(login("{}").status()).isEqualTo(200);
        Files.writeString(pod.resolve("ca.crt"), new Authority().pem());
        forbidden("r", CLUSTER.token(claims("{}")), DENIED);
        Files.delete(pod.resolve("ca.crt"));
        forbidden("r", CLUSTER.token(claims("{}")), DENIED);
    }

    @Test
    void aTransactionThatRunsAgainAsksOnce() {
        Request request =
                desk.request(
                        Operation.UPDATE,
                        "auth/kubernetes/login",
                        body("r", CLUSTER.token(claims("{}"))),
                        "",
                        Duration.ZERO);

        assertThat(desk.send(request).status()).isEqualTo(200);
        assertThat(desk.send(request).status()).isEqualTo(200);
        assertThat(api.asked()).hasSize(1);
    }

    @Test
    void theConfigurationIsCheckedAndShownWithoutItsSecret() {
        post("config", config().put("pem_keys", CLUSTER.pem()).toString());
        ObjectNode shown = read("config");
        assertThat(shown.propertyNames())
                .containsExactly(
                        "disable_iss_validation",
                        "disable_local_ca_jwt",
                        "issuer",
                        "kubernetes_ca_cert",
                        "kubernetes_host",
                        "pem_keys",
                        "token_reviewer_jwt_set");
        assertThat(shown.get("token_reviewer_jwt_set").asBoolean()).isTrue();
        assertThat(shown.toString()).doesNotContain("\"reviewer\"");
        invalid(() -> post("config", "{}"), "no host provided");
        invalid(
                () -> post("config", config().put("kubernetes_ca_cert", "junk").toString()),
                "kubernetes_host or kubernetes_ca_cert: could not parse CA PEM value successfully");
        invalid(
                () -> post("config", config().put("pem_keys", "junk").toString()),
                "data does not contain any valid public keys");
        for (String host : new String[] {"http://k8s.example", "https://a b", "ftp://k8s"}) {
            assertThatThrownBy(
                            () -> post("config", config().put("kubernetes_host", host).toString()))
                    .hasMessageContaining("kubernetes_host or kubernetes_ca_cert: ");
        }
        for (String host : new String[] {"k8s.example", "10.0.0.1:6443", "https://k8s/base/"}) {
            post("config", config().put("kubernetes_host", host).toString());
            assertThat(read("config").get("kubernetes_host").asString()).isEqualTo(host);
        }
    }

    @Test
    void rolesThatAreNoneAreRefused() {
        String names = "\"bound_service_account_names\":\"a\"";
        String both = names + ",\"bound_service_account_namespaces\":\"b\"";
        invalid(() -> post("role/x", "{}"), "\"bound_service_account_names\" can not be empty");
        invalid(
                () -> post("role/x", "{" + names + "}"),
                "\"bound_service_account_namespaces\" can not be empty if \"bound_service_account_namespace_selector\" is not set");
        invalid(
                () -> post("role/x", "{" + both.replace("\"b\"", "\"*,b\"") + "}"),
                "can not mix \"*\" with values");
        invalid(
                () -> post("role/x", "{" + both + ",\"alias_name_source\":\"x\"}"),
                "invalid alias_name_source, must be one of: serviceaccount_uid, serviceaccount_name");
        invalid(
                () ->
                        post(
                                "role/x",
                                "{"
                                        + both
                                        + ",\"bound_service_account_namespace_selector\":\"x\"}"),
                "invalid \"bound_service_account_namespace_selector\" configured");
        invalid(
                () -> post("role/x", "{" + both + ",\"token_period\":\"9000h\"}"),
                "token period of '\"9000h0m0s\"' is greater than the backend's maximum lease TTL of '\"768h0m0s\"'");
        assertThat(post("role/x", "{" + both + ",\"token_max_ttl\":\"9000h\"}").warnings())
                .containsExactly(
                        "max_ttl is greater than the system or backend mount's maximum TTL value; issued tokens' max TTL value will be truncated");
    }

    @Test
    void loginsThatAreNoneAreRefused() {
        invalid(() -> login("", "x"), "missing role");
        invalid(() -> login("r", ""), "missing jwt");
        invalid(() -> login("nope", "x"), "invalid role name \"nope\"");
        invalid(() -> login("canary ".repeat(20), "x"), "invalid role name");
        role("cidr", ",\"token_bound_cidrs\":\"10.0.0.0/8\"");
        forbidden("cidr", "x", DENIED);
        assertThat(api.asked()).isEmpty();
    }

    @Test
    void renewalFollowsTheRole() {
        role("r", ",\"token_ttl\":\"10m\"");
        AuthGrant grant = TokenDesk.grant(login("{}"));
        role("r", ",\"token_ttl\":\"5m\"");
        assertThat(
                        TokenDesk.grant(
                                        desk.post(
                                                "auth/token/renew-self", "{}", grant.clientToken()))
                                .leaseDuration())
                .isEqualTo(300);
        desk.send(Operation.DELETE, "auth/kubernetes/role/r", "", "root");
        role("r", "");
        invalid(
                () -> desk.post("auth/token/renew-self", "{}", grant.clientToken()),
                "1 error occurred:\n\t* failed to renew entry: role r does not exist during renewal\n\n");
    }
}
