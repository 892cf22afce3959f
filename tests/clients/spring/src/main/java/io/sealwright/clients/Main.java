package io.sealwright.clients;

import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.vault.VaultException;
import org.springframework.vault.authentication.AppRoleAuthentication;
import org.springframework.vault.authentication.AppRoleAuthenticationOptions;
import org.springframework.vault.authentication.AppRoleAuthenticationOptions.RoleId;
import org.springframework.vault.authentication.AppRoleAuthenticationOptions.SecretId;
import org.springframework.vault.authentication.LifecycleAwareSessionManager;
import org.springframework.vault.client.RestClientBuilder;
import org.springframework.vault.client.VaultEndpoint;
import org.springframework.vault.client.VaultHttpHeaders;
import org.springframework.vault.core.VaultTemplate;
import org.springframework.vault.core.VaultVersionedKeyValueOperations;
import org.springframework.vault.support.Versioned;
import org.springframework.vault.support.Versioned.Version;
import org.springframework.web.client.HttpStatusCodeException;

import tools.jackson.databind.json.JsonMapper;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * An application with spring-vault: reads its task from standard input and prints each outcome as a
 * line of JSON.
 */
final class Main {
    private static final Duration TIMEOUT = Duration.ofMinutes(1);
    private static final JsonMapper JSON = new JsonMapper();

    /** What tests/conformance/test_foreign_clients.py has prepared. */
    record Task(
            String address,
            String auth,
            String kv,
            String key,
            String namespace,
            Login root,
            Login inside) {}

    record Login(String role_id, String secret_id) {}

    /** A session that renews its token, and what is read and written with it. */
    record Session(LifecycleAwareSessionManager manager, VaultTemplate vault) {}

    private final Task task;
    private final ThreadPoolTaskScheduler scheduler;

    private Main(Task task, ThreadPoolTaskScheduler scheduler) {
        this.task = task;
        this.scheduler = scheduler;
    }

    public static void main(String[] args) throws Exception {
        var scheduler = new ThreadPoolTaskScheduler();
        scheduler.setDaemon(true);
        scheduler.initialize();
        new Main(JSON.readValue(System.in, Task.class), scheduler).run();
    }

    private void run() throws Exception {
        Session session = connect("", task.root());
        var secrets = session.vault().opsForVersionedKeyValue(task.kv());
        write(secrets);
        read(secrets);
        report("list", Map.of("keys", secrets.list("app")));
        remove(secrets);
        transit(session.vault());
        token(session);
        wrapping(session.vault());
        namespace();
    }

    private RestClientBuilder server(String namespace) {
        var requests =
                new JdkClientHttpRequestFactory(
                        HttpClient.newBuilder().connectTimeout(TIMEOUT).build());
        requests.setReadTimeout(TIMEOUT);
        var builder =
                RestClientBuilder.builder()
                        .endpoint(VaultEndpoint.from(task.address()))
                        .requestFactory(requests);
        return namespace.isEmpty()
                ? builder
                : builder.defaultHeader(VaultHttpHeaders.VAULT_NAMESPACE, namespace);
    }

    private Session connect(String namespace, Login as) {
        var options =
                AppRoleAuthenticationOptions.builder()
                        .path(task.auth())
                        .roleId(RoleId.provided(as.role_id()))
                        .secretId(SecretId.provided(as.secret_id()))
                        .build();
        var client = server(namespace).build();
        var manager =
                new LifecycleAwareSessionManager(
                        new AppRoleAuthentication(options, client), scheduler, client);
        var vault = new VaultTemplate(server(namespace), manager);
        Map<String, Object> own = vault.read("auth/token/lookup-self").getRequiredData();
        report(
                namespace.isEmpty() ? "login" : "namespace login",
                Map.of("renewable", own.get("renewable"), "ttl", own.get("creation_ttl")));
        return new Session(manager, vault);
    }

    private static void write(VaultVersionedKeyValueOperations secrets) throws Exception {
        var first = secrets.put("app/db", Map.of("password", "one", "port", 1));
        var second =
                secrets.put(
                        "app/db",
                        Versioned.create(Map.of("password", "two", "port", 2), Version.from(1)));
        report(
                "write",
                Map.of(
                        "versions",
                        List.of(
                                first.getVersion().getVersion(),
                                second.getVersion().getVersion())));
        report(
                "conflict",
                refusal(() ->
                        secrets.put(
                                "app/db",
                                Versioned.create(Map.of("password", "three"), Version.from(1)))));
    }

    private static void read(VaultVersionedKeyValueOperations secrets) {
        var newest = secrets.get("app/db", Version.unversioned());
        report(
                "read",
                Map.of(
                        "version",
                        newest.getVersion().getVersion(),
                        "data",
                        newest.getRequiredData()));
        var oldest = secrets.get("app/db", Version.from(1));
        report(
                "read version",
                Map.of(
                        "version",
                        oldest.getVersion().getVersion(),
                        "data",
                        oldest.getRequiredData()));
    }

    private static void remove(VaultVersionedKeyValueOperations secrets) {
        secrets.delete("app/db");
        var deleted = secrets.get("app/db", Version.unversioned());
        report(
                "delete",
                Map.of(
                        "gone",
                        deleted != null
                                && !deleted.hasData()
                                && deleted.getRequiredMetadata().isDeleted()));
        secrets.opsForKeyValueMetadata().delete("app/old");
        report(
                "delete all versions",
                Map.of("gone", secrets.get("app/old", Version.unversioned()) == null));
    }

    private void transit(VaultTemplate vault) {
        String ciphertext = vault.opsForTransit().encrypt(task.key(), "a card number");
        String plaintext = vault.opsForTransit().decrypt(task.key(), ciphertext);
        report("transit", Map.of("ciphertext", ciphertext, "plaintext", plaintext));
    }

    private static void token(Session session) {
        Map<String, Object> own = session.vault().read("auth/token/lookup-self").getRequiredData();
        report(
                "lookup",
                Map.of(
                        "policies",
                        own.get("policies"),
                        "meta",
                        own.get("meta"),
                        "path",
                        own.get("path")));
        var before = session.manager().getSessionToken();
        boolean renewed = session.manager().renewToken();
        report(
                "renew",
                Map.of(
                        "renewed",
                        renewed
                                && Arrays.equals(
                                        before.toCharArray(),
                                        session.manager().getSessionToken().toCharArray())));
    }

    private static void wrapping(VaultTemplate vault) {
        var once =
                vault.opsForWrapping()
                        .wrap(Map.of("note", "for one reader"), Duration.ofSeconds(60))
                        .getToken();
        report("unwrap", Map.of("data", vault.opsForWrapping().read(once).getRequiredData()));
        // spring-vault knows the server's words for a token that was used, and makes null of them.
        report("unwrap again", Map.of("gone", vault.opsForWrapping().read(once) == null));
    }

    private void namespace() throws Exception {
        Session inside = connect(task.namespace(), task.inside());
        var secrets = inside.vault().opsForVersionedKeyValue(task.kv());
        secrets.put("app/inside", Map.of("team", "red"));
        report("namespace", Map.of("data", secrets.get("app/inside").getRequiredData()));
        var outside =
                new VaultTemplate(server(""), inside.manager()).opsForVersionedKeyValue(task.kv());
        report("namespace left", refusal(() -> outside.get("app/inside")));
    }

    private static Map<String, Object> refusal(Callable<?> call) throws Exception {
        try {
            call.call();
        } catch (VaultException e) {
            if (e.getCause() instanceof HttpStatusCodeException refused) {
                return Map.of(
                        "status",
                        refused.getStatusCode().value(),
                        "errors",
                        List.of(String.valueOf(e.getMessage())));
            }
            throw e;
        }
        return Map.of("errors", List.of());
    }

    private static void report(String step, Map<String, ?> outcome) {
        var line = new LinkedHashMap<String, Object>(outcome);
        line.put("step", step);
        System.out.println(JSON.writeValueAsString(line));
    }
}
