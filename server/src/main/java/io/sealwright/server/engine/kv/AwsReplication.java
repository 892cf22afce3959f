package io.sealwright.server.engine.kv;

import io.sealwright.server.aws.AwsErrors;
import io.sealwright.server.aws.AwsOperation;
import io.sealwright.server.aws.SecretId;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.Handler;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * ReplicateSecretToRegions, RemoveRegionsFromReplication and StopReplicationToReplica. A region is
 * a label: all that lead to one mount have one and the same secret, and nothing is ever copied.
 * Thread-safe.
 */
final class AwsReplication {
    private static final String STATUS = "ReplicationStatus";
    private static final String REGION = "Region";
    private static final String KMS_KEY = "KmsKeyId";
    private static final String ADDED = "AddReplicaRegions";
    private static final int MAX_REPLICAS = 64;
    private static final int MAX_REGION = 128;
    private static final int MAX_KMS_KEY = 2_048;
    private static final Pattern REGION_NAME = Pattern.compile("([a-z]+-)+[0-9]+");

    /** What can be asked for in any region; what writes, only in the primary one. */
    private static final Set<AwsOperation> ANYWHERE =
            EnumSet.of(
                    AwsOperation.GET_SECRET_VALUE,
                    AwsOperation.DESCRIBE_SECRET,
                    AwsOperation.LIST_SECRET_VERSION_IDS,
                    AwsOperation.GET_RESOURCE_POLICY,
                    AwsOperation.LIST_RESOURCE_POLICIES,
                    AwsOperation.VALIDATE_RESOURCE_POLICY,
                    AwsOperation.STOP_REPLICATION_TO_REPLICA);

    private final Secrets secrets;
    private final AwsRegions regions;

    AwsReplication(Secrets secrets, AwsRegions regions) {
        this.secrets = secrets;
        this.regions = regions;
    }

    /** The handler of an operation, behind the check that its region may write. */
    static Handler guarded(AwsOperation operation, Handler handler) {
        if (!operation.isOnSecret() || ANYWHERE.contains(operation)) {
            return handler;
        }
        return call -> {
            requirePrimary(call);
            return handler.handle(call);
        };
    }

    private static void requirePrimary(Call call) {
        Secret secret = Secrets.findAny(call.records(), AwsSecret.id(call).name());
        if (secret != null && !primary(call, secret).equals(AwsSecret.region(call))) {
            throw AwsErrors.invalidRequest(
                    "Operation not permitted on a replica secret. Call must be made in primary"
                            + " secret's region.");
        }
    }

    private static boolean isReplica(Secret secret, String region) {
        return secret.about().replicas().stream()
                .anyMatch(replica -> replica.region().equals(region));
    }

    /** The region that a secret was replicated from; that of the request if it is in no other. */
    static String primary(Call call, Secret secret) {
        List<SecretAbout.Replica> replicas = secret.about().replicas();
        return replicas.isEmpty() ? AwsSecret.region(call) : replicas.getFirst().primary();
    }

    Response replicate(Call call) {
        AwsSecret found = edited(call);
        AwsParameters parameters = new AwsParameters(call.body());
        if (!parameters.has(ADDED)) {
            throw AwsErrors.invalidParameter("You must provide AddReplicaRegions.");
        }
        SecretAbout about = found.secret().about();
        SecretAbout changed = added(call, about, parameters);
        AwsSecret now = saved(call, found, changed);
        return Response.of(answer(call, now));
    }

    /**
     * With the regions that the parameters name beside those that there are. Asked for again, one
     * stays as old as it is.
     */
    SecretAbout added(Call call, SecretAbout about, AwsParameters parameters) {
        String primary = AwsSecret.region(call);
        // Nothing is copied, so there is nothing that could be overwritten.
        boolean _ = parameters.flag("ForceOverwriteReplicaSecret", false);
        List<SecretAbout.Replica> replicas = new ArrayList<>(about.replicas());
        for (AwsParameters given : parameters.objects(ADDED, MAX_REPLICAS)) {
            String region = region(given.required(REGION, MAX_REGION));
            if (region.equals(primary)) {
                throw AwsErrors.invalidParameter(
                        "Invalid replica region: " + region + " is the primary secret's own.");
            }
            String key = given.text(KMS_KEY, MAX_KMS_KEY);
            put(
                    replicas,
                    new SecretAbout.Replica(region, key == null ? "" : key, call.now(), primary));
        }
        if (replicas.size() > MAX_REPLICAS) {
            throw AwsErrors.limit("A secret has at most " + MAX_REPLICAS + " replica regions.");
        }
        return about.withReplicas(replicas);
    }

    private static void put(List<SecretAbout.Replica> replicas, SecretAbout.Replica wanted) {
        for (int i = 0; i < replicas.size(); i++) {
            SecretAbout.Replica old = replicas.get(i);
            if (old.region().equals(wanted.region())) {
                replicas.set(
                        i,
                        new SecretAbout.Replica(
                                old.region(), wanted.kmsKey(), old.since(), old.primary()));
                return;
            }
        }
        replicas.add(wanted);
    }

    private static String region(String text) {
        if (!REGION_NAME.matcher(text).matches()) {
            throw AwsErrors.validation(
                    "1 validation error detected: Value at 'region' failed to satisfy constraint:"
                            + " Member must satisfy regular expression pattern: ^([a-z]+-)+\\d+$");
        }
        return text;
    }

    Response remove(Call call) {
        AwsSecret found = edited(call);
        List<String> gone =
                new AwsParameters(call.body())
                        .texts("RemoveReplicaRegions", MAX_REPLICAS, MAX_REGION);
        if (gone.isEmpty()) {
            throw AwsErrors.invalidParameter("You must provide RemoveReplicaRegions.");
        }
        for (String region : gone) {
            if (!isReplica(found.secret(), region(region))) {
                throw AwsErrors.invalidParameter(
                        "The secret has no replica in the region " + region + ".");
            }
        }
        SecretAbout about = found.secret().about();
        List<SecretAbout.Replica> rest =
                about.replicas().stream()
                        .filter(replica -> !gone.contains(replica.region()))
                        .toList();
        return Response.of(answer(call, saved(call, found, about.withReplicas(rest))));
    }

    /** The region's label goes; the secret that is read there stays the one that it was. */
    Response stop(Call call) {
        AwsSecret found = edited(call);
        String own = AwsSecret.region(call);
        if (!isReplica(found.secret(), own)) {
            throw AwsErrors.invalidRequest(
                    "The secret is no replica in the region "
                            + own
                            + ": call this in a replica's region.");
        }
        SecretAbout about = found.secret().about();
        List<SecretAbout.Replica> rest =
                about.replicas().stream().filter(one -> !one.region().equals(own)).toList();
        AwsSecret now = saved(call, found, about.withReplicas(rest));
        return Response.of(JsonNodeFactory.instance.objectNode().put("ARN", now.arn(call)));
    }

    private AwsSecret edited(Call call) {
        SecretId id = AwsSecret.id(call);
        return AwsSecret.required(id, secrets.editAny(call.records(), id.name())).requireLive();
    }

    private AwsSecret saved(Call call, AwsSecret found, SecretAbout about) {
        if (about.equals(found.secret().about())) {
            return found;
        }
        Secret changed = found.secret().with(about, call.now());
        secrets.saveAbout(call.context(), found.name(), changed);
        return found.with(changed);
    }

    private ObjectNode answer(Call call, AwsSecret found) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode().put("ARN", found.arn(call));
        answer.set(STATUS, statuses(call, found.secret()));
        return answer;
    }

    /** Adds what there is to say of replicas; nothing where there are none. */
    void show(Call call, ObjectNode answer, Secret secret) {
        if (!secret.about().replicas().isEmpty()) {
            answer.set(STATUS, statuses(call, secret));
        }
    }

    /** As of now: where a region leads to, its account can change at any time. */
    private ArrayNode statuses(Call call, Secret secret) {
        ArrayNode statuses = JsonNodeFactory.instance.arrayNode();
        for (SecretAbout.Replica replica : secret.about().replicas()) {
            ObjectNode status = statuses.addObject().put(REGION, replica.region());
            if (!replica.kmsKey().isEmpty()) {
                status.put(KMS_KEY, replica.kmsKey());
            }
            if (regions.same(call, replica.primary(), replica.region())) {
                status.put("Status", "InSync");
            } else {
                status.put("Status", "Failed")
                        .put(
                                "StatusMessage",
                                "The account has the secrets of this region in another mount, and"
                                        + " nothing is copied from one mount to another: see mounts"
                                        + " in the config of its auth method");
            }
        }
        return statuses;
    }

    /**
     * @throws RequestFailure if regions have the secret besides its own
     */
    static void requireNoReplicas(AwsSecret found) {
        List<SecretAbout.Replica> replicas = found.secret().about().replicas();
        if (!replicas.isEmpty()) {
            throw AwsErrors.invalidRequest(
                    "You can't delete secret "
                            + found.name()
                            + " that still has replica regions "
                            + replicas.stream().map(SecretAbout.Replica::region).toList());
        }
    }
}
