package io.sealwright.server.engine.kv;

import io.sealwright.server.gcp.GcpErrors;
import io.sealwright.server.gcp.GcpName;
import io.sealwright.server.spi.RequestFailure;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * Where a new secret is said to be: kept, and given back. Where it is in fact is up to the cluster.
 */
final class GcpReplication {
    private static final String REPLICATION = "replication";
    private static final String USER_MANAGED = "userManaged";
    private static final int MAX_REPLICAS = 50;

    private GcpReplication() {}

    /**
     * @param sent the secret as the request has it
     * @return as it is stored
     * @throws RequestFailure if a global secret does not say it, or one of a location does
     */
    static String of(GcpName name, GcpParameters sent) {
        ObjectNode replication = sent.object(REPLICATION);
        if (!name.location().isEmpty()) {
            if (!replication.isEmpty()) {
                throw GcpErrors.invalid("A secret of a location has no replication of its own.");
            }
            return "";
        }
        if (sent.has("customerManagedEncryption")) {
            throw GcpErrors.invalid(
                    "customer_managed_encryption is for secrets of a location; a global one has it"
                            + " in its replication.");
        }
        boolean userManaged = replication.has(USER_MANAGED);
        if (!userManaged && !replication.has("automatic")) {
            throw GcpErrors.invalid(
                    "The field secret.replication must be set: automatic or user_managed.");
        }
        if (userManaged) {
            requireReplicas(new GcpParameters(replication).message(USER_MANAGED));
        }
        return replication.toString();
    }

    private static void requireReplicas(GcpParameters userManaged) {
        List<String> locations =
                userManaged.messages("replicas").stream()
                        .map(replica -> replica.text("location"))
                        .toList();
        if (locations.isEmpty()
                || locations.size() > MAX_REPLICAS
                || !locations.stream().allMatch(name -> name.matches("[a-z][a-z0-9-]{0,62}"))
                || locations.stream().distinct().count() < locations.size()) {
            throw GcpErrors.invalid(
                    "user_managed replication names 1 to "
                            + MAX_REPLICAS
                            + " locations, each once.");
        }
    }
}
