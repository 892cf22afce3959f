package io.sealwright.server.engine.kv;

import io.sealwright.policy.Operation;
import io.sealwright.server.aws.AwsErrors;
import io.sealwright.server.aws.AwsOperation;
import io.sealwright.server.aws.Leave;
import io.sealwright.server.aws.SecretId;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.Failure;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
        if (!filtered && parameters.has("MaxResults")) {
            throw AwsErrors.invalidParameter("MaxResults goes with Filters alone.");
        }
        Batch batch = new Batch(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        String next = "";
        if (filtered) {
            if (!AwsSecret.allowed(call, Leave.ofMetadata(Operation.LIST, ""))) {
                throw RequestFailure.denied();
            }
            AwsListing.Page page = AwsListing.page(call, MAX_BATCH);
            page.secrets().forEach(found -> add(call, found.name(), batch));
            next = page.next();
        } else {
            ids.forEach(id -> add(call, id, batch));
        }
        return batch.answer(next);
    }

    /**
     * What a batch comes to.
     *
     * @param refusals why secrets were refused, for the audit log
     */
    private record Batch(List<ObjectNode> values, List<ObjectNode> errors, List<String> refusals) {
        void error(String id, String code, String message) {
            errors.add(
                    JsonNodeFactory.instance
                            .objectNode()
                            .put("SecretId", id)
                            .put("ErrorCode", code)
                            .put("Message", message));
        }

        Response answer(String next) {
            ObjectNode answer = JsonNodeFactory.instance.objectNode();
            answer.putArray("SecretValues").addAll(values);
            answer.putArray("Errors").addAll(errors);
            if (!next.isEmpty()) {
                answer.put("NextToken", next);
            }
            Response response = Response.of(answer);
            for (String refusal : refusals) {
                response = response.withWarning(refusal);
            }
            return response;
        }
    }

    private void add(Call call, String text, Batch batch) {
        try {
            SecretId id = AwsSecret.id(call, text);
            String refusal =
                    AwsPolicies.refusal(
                            call,
                            Leave.ofValue(id.name()),
                            AwsOperation.GET_SECRET_VALUE,
                            id.name());
            if (refusal != null) {
                batch.refusals().add("refused: " + id.name() + ": " + refusal);
                batch.error(text, "AccessDeniedException", "No policy allows it.");
                return;
            }
            AwsSecret found = AwsSecret.live(call, id);
            batch.values().add(value(call, found, labelled(call, found, Secret.CURRENT)));
        } catch (RequestFailure e) {
            if (!(e.failure() instanceof Failure.Named named)) {
                throw e;
            }
            batch.error(text, named.code(), named.message());
        }
    }
}
