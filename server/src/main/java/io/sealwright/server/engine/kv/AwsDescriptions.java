package io.sealwright.server.engine.kv;

import io.sealwright.server.aws.SecretId;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.Response;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** DescribeSecret, and a secret as ListSecrets shows it. */
final class AwsDescriptions {
    private final AwsReplication replication;

    AwsDescriptions(AwsReplication replication) {
        this.replication = replication;
    }

    /** Also of a secret that waits for its deletion. */
    Response describe(Call call) {
        SecretId id = AwsSecret.id(call);
        AwsSecret found = AwsSecret.required(id, Secrets.findAny(call.records(), id.name()));
        ObjectNode answer = about(call, found);
        SecretAbout.Deletion deletion = found.secret().about().deletion();
        if (deletion != null) {
            answer.put("DeletedDate", AwsSecret.time(deletion.due()));
        }
        stages(call, answer, "VersionIdsToStages", found);
        replication.show(call, answer, found.secret());
        return Response.of(answer);
    }

    static ObjectNode listed(Call call, AwsSecret found) {
        ObjectNode answer = about(call, found);
        SecretAbout.Deletion deletion = found.secret().about().deletion();
        if (deletion != null) {
            answer.put("DeletedDate", AwsSecret.time(deletion.asked()));
        }
        stages(call, answer, "SecretVersionsToStages", found);
        return answer;
    }

    private static ObjectNode about(Call call, AwsSecret found) {
        Secret secret = found.secret();
        SecretAbout about = secret.about();
        ObjectNode answer = found.answer(call);
        if (!about.description().isEmpty()) {
            answer.put("Description", about.description());
        }
        if (!about.kmsKey().isEmpty()) {
            answer.put("KmsKeyId", about.kmsKey());
        }
        AwsRotationShown.add(call, found, answer);
        answer.put("LastChangedDate", AwsSecret.time(secret.updatedAt()));
        if (!about.tags().isEmpty()) {
            ArrayNode tags = answer.putArray("Tags");
            about.tags()
                    .forEach((key, value) -> tags.addObject().put("Key", key).put("Value", value));
        }
        answer.put("CreatedDate", AwsSecret.time(secret.createdAt()));
        if (!about.replicas().isEmpty()) {
            answer.put("PrimaryRegion", AwsReplication.primary(call, secret));
        }
        return answer;
    }

    /** Versions that a label is on; left out where there are none. */
    private static void stages(Call call, ObjectNode answer, String member, AwsSecret found) {
        for (SecretVersion version : found.secret().versions()) {
            List<String> labels = found.labels(version);
            if (!labels.isEmpty()) {
                answer.withObject("/" + member).set(version.id(), AwsSecret.texts(labels));
            }
        }
        String announced = AwsRotationShown.announced(call, found);
        if (!announced.isEmpty()) {
            answer.withObject("/" + member)
                    .set(announced, AwsSecret.texts(List.of(Secret.PENDING)));
        }
    }
}
