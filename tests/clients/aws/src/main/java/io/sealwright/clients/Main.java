package io.sealwright.clients;

import com.amazonaws.secretsmanager.caching.SecretCache;
import java.net.URI;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.DescribeSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.FilterNameStringType;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.SecretListEntry;
import software.amazon.awssdk.services.secretsmanager.model.SecretsManagerException;
import software.amazon.awssdk.services.secretsmanager.model.Tag;
import tools.jackson.databind.json.JsonMapper;

/**
 * An application with the AWS SDK for Java: reads its task from standard input and prints each
 * outcome as a line of JSON.
 */
final class Main {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String CURRENT = "AWSCURRENT";

    /** What tests/conformance/test_aws_clients.py has prepared. */
    record Task(
            String address,
            String region,
            String access_key,
            String secret_key,
            String name,
            String forbidden) {}

    private final Task task;
    private final SecretsManagerClient client;

    private Main(Task task, SecretsManagerClient client) {
        this.task = task;
        this.client = client;
    }

    public static void main(String[] arguments) throws Exception {
        var task = JSON.readValue(System.in, Task.class);
        var key = AwsBasicCredentials.create(task.access_key(), task.secret_key());
        try (var client =
                SecretsManagerClient.builder()
                        .endpointOverride(URI.create(task.address()))
                        .region(Region.of(task.region()))
                        .credentialsProvider(StaticCredentialsProvider.create(key))
                        .httpClient(UrlConnectionHttpClient.create())
                        .build()) {
            new Main(task, client).walk();
        }
    }

    private void walk() throws Exception {
        var first =
                client.createSecret(
                        create ->
                                create.name(task.name())
                                        .secretString("{\"pw\": \"one\"}")
                                        .description("of a walk")
                                        .tags(Tag.builder().key("team").value("red").build()));
        report("create", Map.of("arn", first.arn(), "name", first.name()));
        var second = client.putSecretValue(put -> put.secretId(task.name()).secretString("two"));
        report("put", Map.of("stages", second.versionStages()));
        report("get", shown(value(CURRENT)));
        report("get previous", shown(value("AWSPREVIOUS")));
        var third =
                client.putSecretValue(
                        put ->
                                put.secretId(first.arn())
                                        .secretBinary(SdkBytes.fromByteArray(new byte[] {0, -1}))
                                        .versionStages("AWSPENDING"));
        report("get while pending", shown(value(CURRENT)));
        var pending = value("AWSPENDING");
        report("get pending", Map.of("hex", hex(pending.secretBinary())));
        Map<String, String> known =
                Map.of(
                        first.versionId(), "first",
                        second.versionId(), "second",
                        third.versionId(), "third");
        report("describe", described(client.describeSecret(d -> d.secretId(task.name())), known));
        report("list", Map.of("names", names()));
        client.updateSecretVersionStage(
                move ->
                        move.secretId(task.name())
                                .versionStage(CURRENT)
                                .moveToVersionId(third.versionId())
                                .removeFromVersionId(second.versionId()));
        report("move", described(client.describeSecret(d -> d.secretId(task.name())), known));
        cache();
        report("absent", refusal(() -> client.getSecretValue(g -> g.secretId(task.name() + "-"))));
        report(
                "forbidden",
                refusal(() -> client.getSecretValue(g -> g.secretId(task.forbidden()))));
        client.deleteSecret(delete -> delete.secretId(task.name()).recoveryWindowInDays(7L));
        report("deleted", refusal(() -> value(CURRENT)));
        client.restoreSecret(restore -> restore.secretId(task.name()));
        report("restore", Map.of("hex", hex(value(CURRENT).secretBinary())));
    }

    /** What the cache holds is given out until it is refreshed. */
    private void cache() throws Exception {
        try (var cache = new SecretCache(client)) {
            String name = task.name() + "/cached";
            client.createSecret(create -> create.name(name).secretString("old"));
            String before = cache.getSecretString(name);
            client.putSecretValue(put -> put.secretId(name).secretString("new"));
            String held = cache.getSecretString(name);
            boolean refreshed = cache.refreshNow(name);
            report(
                    "cache",
                    Map.of(
                            "before", before,
                            "held", held,
                            "refreshed", refreshed,
                            "after", cache.getSecretString(name)));
        }
    }

    private GetSecretValueResponse value(String stage) {
        return client.getSecretValue(get -> get.secretId(task.name()).versionStage(stage));
    }

    private static Map<String, Object> shown(GetSecretValueResponse value) {
        return Map.of("string", value.secretString(), "stages", value.versionStages());
    }

    private static String hex(SdkBytes bytes) {
        return HexFormat.of().formatHex(bytes.asByteArray());
    }

    private static Map<String, Object> described(
            DescribeSecretResponse about, Map<String, String> known) {
        Map<String, List<String>> stages = new HashMap<>();
        about.versionIdsToStages().forEach((id, labels) -> stages.put(known.get(id), labels));
        return Map.of(
                "description",
                about.description(),
                "tags",
                Map.of(about.tags().getFirst().key(), about.tags().getFirst().value()),
                "stages",
                stages);
    }

    private List<String> names() {
        return client
                .listSecretsPaginator(
                        list ->
                                list.maxResults(1)
                                        .filters(
                                                filter ->
                                                        filter.key(FilterNameStringType.NAME)
                                                                .values(task.name())))
                .stream()
                .flatMap(page -> page.secretList().stream())
                .map(SecretListEntry::name)
                .toList();
    }

    private static Map<String, Object> refusal(Callable<?> call) throws Exception {
        try {
            call.call();
        } catch (SecretsManagerException e) {
            var details = e.awsErrorDetails();
            return Map.of(
                    "kind", e.getClass().getSimpleName(),
                    "code", details.errorCode(),
                    "message", details.errorMessage());
        }
        return Map.of("code", "none");
    }

    private static void report(String step, Map<String, ?> outcome) {
        var line = new LinkedHashMap<String, Object>(outcome);
        line.put("step", step);
        System.out.println(JSON.writeValueAsString(line));
    }
}
