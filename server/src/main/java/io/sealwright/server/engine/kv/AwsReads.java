package io.sealwright.server.engine.kv;

import io.sealwright.policy.Operation;
import io.sealwright.server.aws.AwsErrors;
import io.sealwright.server.aws.Leave;
import io.sealwright.server.aws.SecretId;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.Failure;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import java.util.Arrays;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** GetSecretValue and BatchGetSecretValue. */
final class AwsReads {
    private static final String VERSION_ID = "VersionId";
    private static final String VERSION_STAGE = "VersionStage";
    private static final int MAX_VERSION_ID = 64;
    private static final int MAX_STAGE = 256;
    private static final int MAX_BATCH = 20;

    private final Secrets secrets;

    AwsReads(Secrets secrets) {
        this.secrets = secrets;
    }

    Response get(Call call) {
        AwsSecret found = AwsSecret.live(call, AwsSecret.id(call));
        SecretVersion version = chosen(call, found, new AwsParameters(call.body()));
        return Response.of(value(call, found, version));
    }

    private static SecretVersion chosen(Call call, AwsSecret found, AwsParameters parameters) {
        String id = parameters.text(VERSION_ID, MAX_VERSION_ID);
        String label = parameters.text(VERSION_STAGE, MAX_STAGE);
        if (id == null) {
            return labelled(call, found, label == null ? Secret.CURRENT : label);
        }
        SecretVersion version = found.secret().versionOf(id);
        if (version == null || !version.readable(call.now())) {
            throw AwsErrors.valueNotFound("VersionId: " + id);
        }
        if (label != null && !found.labels(version).contains(label)) {
            throw AwsErrors.invalidRequest(
                    "You provided a VersionStage that is not associated to the provided VersionId.");
        }
        return version;
    }

    private static SecretVersion labelled(Call call, AwsSecret found, String label) {
        Long number = found.secret().stages().get(label);
        SecretVersion version = number == null ? null : found.secret().version(number);
        if (version == null || !version.readable(call.now())) {
            throw AwsErrors.valueNotFound("staging label: " + label);
        }
        return version;
    }

    private ObjectNode value(Call call, AwsSecret found, SecretVersion version) {
        ObjectNode answer = found.answer(call);
        answer.put(VERSION_ID, version.id());
        StoredVersion stored = secrets.load(call.records(), found.name(), found.secret(), version);
        AwsValue.show(answer, stored);
        Arrays.fill(stored.payload(), (byte) 0);
        answer.set("VersionStages", AwsSecret.texts(found.labels(version)));
        answer.put("CreatedDate", AwsSecret.time(version.createdAt()));
        return answer;
    }

    /**
     * Each secret by the leave that its caller has for it; what is refused stands in the answer.
     */
    Response batch(Call call) {
        AwsParameters parameters = new AwsParameters(call.body());
        List<String> ids = parameters.texts("SecretIdList", MAX_BATCH, AwsSecret.MAX_ID);
        boolean filtered = parameters.has("Filters");
        if (ids.isEmpty() == !filtered) {
            throw AwsErrors.invalidParameter(
                    "You must include either SecretIdList or Filters, and not both.");
        }
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode values = answer.putArray("SecretValues");
        ArrayNode errors = answer.putArray("Errors");
        if (filtered) {
            if (!AwsSecret.allowed(call, Leave.ofMetadata(Operation.LIST, ""))) {
                throw RequestFailure.denied();
            }
            AwsListing.Page page = AwsListing.page(call, MAX_BATCH);
            page.secrets().forEach(found -> add(call, found.name(), values, errors));
            if (!page.next().isEmpty()) {
                answer.put("NextToken", page.next());
            }
        } else {
            ids.forEach(id -> add(call, id, values, errors));
        }
        return Response.of(answer);
    }

    private void add(Call call, String text, ArrayNode values, ArrayNode errors) {
        try {
            SecretId id = AwsSecret.id(call, text);
            if (!AwsSecret.allowed(call, Leave.ofValue(id.name()))) {
                error(errors, text, "AccessDeniedException", "No policy allows it.");
                return;
            }
            AwsSecret found = AwsSecret.live(call, id);
            values.add(value(call, found, labelled(call, found, Secret.CURRENT)));
        } catch (RequestFailure e) {
            if (!(e.failure() instanceof Failure.Named named)) {
                throw e;
            }
            error(errors, text, named.code(), named.message());
        }
    }

    private static void error(ArrayNode errors, String id, String code, String message) {
        errors.addObject().put("SecretId", id).put("ErrorCode", code).put("Message", message);
    }
}
