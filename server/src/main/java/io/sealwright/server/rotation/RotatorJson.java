package io.sealwright.server.rotation;

import io.sealwright.server.outbound.Outbound;
import io.sealwright.server.outbound.OutboundException;
import io.sealwright.server.outbound.OutboundUrl;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.RequestFailure;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Rotators in requests and answers. What a write leaves out stays as it was. */
final class RotatorJson {
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}");
    private static final Pattern STATUS = Pattern.compile("[1-9][0-9]{0,2}");
    private static final int MAX_TEXTS = 64;
    private static final int MAX_TEXT = 4_096;
    private static final int MIN_KEY = 32;
    private static final int MAX_KEY = 1_024;

    private RotatorJson() {}

    /**
     * @throws RequestFailure with what is wrong
     */
    static RotatorDefinition read(Call call, @Nullable RotatorDefinition old) {
        String name = call.path("name");
        if (!RotationSettings.isName(name) || name.equals(RotationSettings.GENERATOR)) {
            throw RequestFailure.invalid(
                    "a rotator's name has 1 to 128 letters, digits, _ . and -, and is not generator,"
                            + " which is always there");
        }
        String type = call.string("type", old == null ? "" : old.type());
        if (type.equals(RotatorDefinition.SSH_KEY)
                || type.equals(RotatorDefinition.TLS_SELF_SIGNED)) {
            return keys(call, name, type, old);
        }
        RotatorDefinition same = old != null && old.type().equals(type) ? old : null;
        boolean creates = call.bool("create", old != null && old.creates());
        boolean lambda = type.equals(RotatorDefinition.LAMBDA);
        if (creates && (lambda || type.equals(RotatorDefinition.SQL))) {
            throw RequestFailure.invalid("create is for scripts and webhooks");
        }
        return new RotatorDefinition(
                name,
                type,
                call.bool("all_namespaces", old != null && old.everywhere()),
                creates,
                timeout(call, type, same == null ? 0 : same.timeoutSeconds()),
                type.equals(RotatorDefinition.SCRIPT)
                        ? script(call, same == null ? null : same.script())
                        : null,
                lambda || type.equals(RotatorDefinition.WEBHOOK)
                        ? webhook(call, same == null ? null : same.webhook(), lambda)
                        : null,
                type.equals(RotatorDefinition.SQL)
                        ? SqlJson.read(call, same == null ? null : same.sql())
                        : null);
    }

    /** What kind of key, and where it goes, are parameters of the secret. */
    private static RotatorDefinition keys(
            Call call, String name, String type, @Nullable RotatorDefinition old) {
        boolean everywhere = call.bool("all_namespaces", old != null && old.everywhere());
        return new RotatorDefinition(
                name,
                type,
                everywhere,
                true,
                RotatorDefinition.MAX_TIMEOUT_SECONDS,
                null,
                null,
                null);
    }

    private static long timeout(Call call, String type, long old) {
        long most =
                switch (type) {
                    case RotatorDefinition.SCRIPT -> RotatorDefinition.MAX_TIMEOUT_SECONDS;
                    case RotatorDefinition.SQL -> RotatorDefinition.MAX_SQL_SECONDS;
                    case RotatorDefinition.WEBHOOK -> Outbound.TOTAL.toSeconds();
                    case RotatorDefinition.LAMBDA -> Outbound.PATIENT.toSeconds();
                    default ->
                            throw RequestFailure.invalid(
                                    "type must be script, webhook, lambda, sql, ssh-key or"
                                            + " tls-self-signed; this version has no others yet");
                };
        long standard = old > 0 ? old : Math.min(most, RotatorDefinition.USUAL_SECONDS);
        long seconds = call.duration("timeout", Duration.ofSeconds(standard)).toSeconds();
        if (seconds < 1 || seconds > most) {
            throw RequestFailure.invalid("timeout must be 1s to " + most + "s");
        }
        return seconds;
    }

    private static ScriptSpec script(Call call, @Nullable ScriptSpec old) {
        String path = call.string("path", old == null ? "" : old.path());
        String sha256 =
                call.string("sha256", old == null ? "" : old.sha256()).toLowerCase(Locale.ROOT);
        if (!isAbsolute(path)) {
            throw RequestFailure.invalid("path must be the absolute path of a script");
        }
        if (!SHA256.matcher(sha256).matches()) {
            throw RequestFailure.invalid("sha256 must be the script's hash, 64 hex digits");
        }
        List<String> arguments =
                call.has("arguments") || old == null ? call.strings("arguments") : old.arguments();
        Map<String, String> environment =
                call.has("environment") || old == null
                        ? call.stringMap("environment")
                        : old.environment();
        Map<String, String> messages =
                call.has("messages") || old == null ? call.stringMap("messages") : old.messages();
        texts("arguments", arguments);
        texts("environment", environment.values().stream().toList());
        texts("messages", messages.values().stream().toList());
        if (!environment.keySet().stream().allMatch(name -> VARIABLE.matcher(name).matches())) {
            throw RequestFailure.invalid("environment holds a name that no variable can have");
        }
        if (!messages.keySet().stream().allMatch(name -> STATUS.matcher(name).matches())) {
            throw RequestFailure.invalid("messages must be by exit statuses of 1 to 255");
        }
        return new ScriptSpec(path, sha256, arguments, environment, messages);
    }

    private static boolean isAbsolute(String path) {
        try {
            return path.length() <= MAX_TEXT && Path.of(path).isAbsolute();
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static void texts(String name, List<String> texts) {
        if (texts.size() > MAX_TEXTS
                || texts.stream()
                        .anyMatch(text -> text.length() > MAX_TEXT || text.indexOf(0) >= 0)) {
            throw RequestFailure.invalid(
                    name
                            + " has at most "
                            + MAX_TEXTS
                            + " texts of at most "
                            + MAX_TEXT
                            + " characters, without the character 0");
        }
    }

    private static WebhookSpec webhook(Call call, @Nullable WebhookSpec old, boolean lambda) {
        WebhookSpec made =
                new WebhookSpec(
                        call.string("url", old == null ? "" : old.url()),
                        call.string("key", old == null ? "" : old.key()),
                        call.string("ca_pem", old == null ? "" : old.authorities()),
                        call.string("client_certificate", old == null ? "" : old.certificate()),
                        call.string("client_key", old == null ? "" : old.privateKey()),
                        call.bool("values", old != null && old.values()));
        if (made.values() && lambda) {
            throw RequestFailure.invalid("values is for webhooks");
        }
        if (made.key().length() < MIN_KEY || made.key().length() > MAX_KEY) {
            throw RequestFailure.invalid(
                    "key must have " + MIN_KEY + " to " + MAX_KEY + " characters");
        }
        try {
            var _ = OutboundUrl.parse(made.url());
            WebhookRotator.trust(made).check();
        } catch (OutboundException e) {
            throw RequestFailure.invalid(e.reason());
        }
        return made;
    }

    /** Without keys. */
    static ObjectNode of(RotatorDefinition rotator) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("name", rotator.name());
        json.put("type", rotator.type());
        json.put("all_namespaces", rotator.everywhere());
        json.put("create", rotator.creates());
        json.put("timeout", rotator.timeoutSeconds());
        ScriptSpec script = rotator.script();
        if (script != null) {
            json.put("path", script.path());
            json.put("sha256", script.sha256());
            script.arguments().forEach(json.putArray("arguments")::add);
            ObjectNode environment = json.putObject("environment");
            new TreeMap<>(script.environment()).forEach(environment::put);
            ObjectNode messages = json.putObject("messages");
            new TreeMap<>(script.messages()).forEach(messages::put);
        }
        WebhookSpec webhook = rotator.webhook();
        if (webhook != null) {
            json.put("url", webhook.url());
            json.put("ca_pem", webhook.authorities());
            json.put("client_certificate", webhook.certificate());
            json.put("values", webhook.values());
        }
        if (rotator.sql() != null) {
            SqlJson.show(json, rotator.sql());
        }
        return json;
    }
}
