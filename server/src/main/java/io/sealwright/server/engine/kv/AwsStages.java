package io.sealwright.server.engine.kv;

import io.sealwright.server.aws.AwsErrors;
import io.sealwright.server.aws.SecretId;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.Response;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** ListSecretVersionIds and UpdateSecretVersionStage. */
final class AwsStages {
    private static final int MAX_RESULTS = 100;
    private static final int MAX_STAGE = 256;
    private static final int MAX_VERSION_ID = 64;
    private static final int MAX_TOKEN = 20;
    private static final String ID = "VersionId: ";

    private final Secrets secrets;

    AwsStages(Secrets secrets) {
        this.secrets = secrets;
    }

    /** Without labels a version is deprecated, and shown where that is asked for. */
    Response list(Call call) {
        SecretId id = AwsSecret.id(call);
        AwsSecret found = AwsSecret.required(id, Secrets.findAny(call.records(), id.name()));
        AwsParameters parameters = new AwsParameters(call.body());
        boolean all = parameters.flag("IncludeDeprecated", false);
        int most = parameters.count("MaxResults", MAX_RESULTS, MAX_RESULTS);
        long after = after(parameters);
        List<SecretVersion> page =
                found.secret().versions().stream()
                        .filter(version -> version.number() > after && !version.destroyed())
                        .filter(version -> all || !found.labels(version).isEmpty())
                        .limit(most + 1L)
                        .toList();
        ObjectNode answer = found.answer(call);
        ArrayNode versions = answer.putArray("Versions");
        page.stream().limit(most).forEach(version -> add(versions, found, version));
        if (page.size() > most) {
            answer.put("NextToken", Long.toString(page.get(most - 1).number()));
        }
        return Response.of(answer);
    }

    private static void add(ArrayNode versions, AwsSecret found, SecretVersion version) {
        ObjectNode shown = versions.addObject().put("VersionId", version.id());
        List<String> labels = found.labels(version);
        if (!labels.isEmpty()) {
            shown.set("VersionStages", AwsSecret.texts(labels));
        }
        shown.put("CreatedDate", AwsSecret.time(version.createdAt()));
    }

    private static long after(AwsParameters parameters) {
        String token = parameters.text("NextToken", MAX_TOKEN);
        if (token == null) {
            return 0;
        }
        if (!token.matches("[0-9]{1,18}")) {
            throw AwsErrors.invalidNextToken();
        }
        return Long.parseLong(token);
    }

    Response move(Call call) {
        SecretId id = AwsSecret.id(call);
        AwsSecret found =
                AwsSecret.required(id, secrets.editAny(call.records(), id.name())).requireLive();
        AwsParameters parameters = new AwsParameters(call.body());
        String label = parameters.required("VersionStage", MAX_STAGE);
        // Deleted through KV or not: a label has to come off it.
        SecretVersion from = version(found, parameters.text("RemoveFromVersionId", MAX_VERSION_ID));
        SecretVersion to =
                readable(call, found, parameters.text("MoveToVersionId", MAX_VERSION_ID));
        AwsPending.of(secrets, call, found).requireMove(label, from, to);
        Secret changed = moved(call, found, label, from, to);
        if (changed != found.secret()) {
            secrets.saveAbout(call.context(), found.name(), changed);
        }
        return Response.of(found.answer(call));
    }

    private static @Nullable SecretVersion version(AwsSecret found, @Nullable String id) {
        if (id == null) {
            return null;
        }
        SecretVersion version = found.secret().versionOf(id);
        if (version == null) {
            throw AwsErrors.valueNotFound(ID + id);
        }
        return version;
    }

    private static @Nullable SecretVersion readable(
            Call call, AwsSecret found, @Nullable String id) {
        SecretVersion version = version(found, id);
        if (version != null && !version.readable(call.now())) {
            throw AwsErrors.valueNotFound(ID + id);
        }
        return version;
    }

    private static Secret moved(
            Call call,
            AwsSecret found,
            String label,
            @Nullable SecretVersion from,
            @Nullable SecretVersion to) {
        Secret secret = found.secret();
        Long holder = secret.stages().get(label);
        if (from != null && (holder == null || holder != from.number())) {
            throw AwsErrors.invalidParameter(
                    "Staging label " + label + " isn't attached to version " + from.id() + ".");
        }
        if (to != null && holder != null && holder == to.number()) {
            return secret;
        }
        if (to == null) {
            return removed(call, secret, label, from);
        }
        if (holder != null && from == null) {
            SecretVersion attached = secret.version(holder);
            throw AwsErrors.invalidParameter(
                    "The parameter RemoveFromVersionId can't be empty. Staging label "
                            + label
                            + " is currently attached to version "
                            + (attached == null ? "" : attached.id())
                            + ", so you must explicitly reference that version in"
                            + " RemoveFromVersionId.");
        }
        return secret.labelled(label, to.number(), call.now());
    }

    private static Secret removed(
            Call call, Secret secret, String label, @Nullable SecretVersion from) {
        if (from == null) {
            throw AwsErrors.invalidParameter(
                    "You must provide MoveToVersionId, RemoveFromVersionId, or both.");
        }
        if (label.equals(Secret.CURRENT)) {
            throw AwsErrors.invalidParameter(
                    "You can only move staging label AWSCURRENT to a different secret version. It"
                            + " can't be completely removed.");
        }
        return secret.unlabelled(label, call.now());
    }
}
