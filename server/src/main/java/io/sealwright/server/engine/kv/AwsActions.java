package io.sealwright.server.engine.kv;

import io.sealwright.server.aws.AwsOperation;
import io.sealwright.server.spi.Handler;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/** What does each operation of the AWS API. Thread-safe. */
final class AwsActions {
    private final AwsReads reads;
    private final AwsWrites writes;
    private final AwsStages stages;
    private final AwsDeletions deletions;
    private final AwsTags tags;
    private final AwsPasswords passwords;
    private final AwsRotations rotations;
    private final AwsPolicyActions policies;
    private final AwsReplication replication;
    private final AwsDescriptions descriptions;

    AwsActions(Secrets secrets, SecureRandom random, AwsRegions regions) {
        replication = new AwsReplication(secrets, regions);
        policies = new AwsPolicyActions(secrets);
        descriptions = new AwsDescriptions(replication);
        reads = new AwsReads(secrets);
        writes = new AwsWrites(secrets, replication);
        stages = new AwsStages(secrets);
        deletions = new AwsDeletions(secrets);
        tags = new AwsTags(secrets);
        passwords = new AwsPasswords(random);
        rotations = new AwsRotations(secrets);
    }

    /** Null for one that there is not. */
    @Nullable Handler handler(String name) {
        AwsOperation operation = AwsOperation.find(name);
        return operation == null ? null : AwsReplication.guarded(operation, handler(operation));
    }

    private Handler handler(AwsOperation operation) {
        return switch (operation) {
            case GET_SECRET_VALUE -> reads::get;
            case BATCH_GET_SECRET_VALUE -> reads::batch;
            case CREATE_SECRET -> writes::create;
            case PUT_SECRET_VALUE -> writes::put;
            case UPDATE_SECRET -> writes::update;
            case DESCRIBE_SECRET -> descriptions::describe;
            case LIST_SECRET_VERSION_IDS -> stages::list;
            case LIST_SECRETS -> AwsListing::list;
            case DELETE_SECRET -> deletions::delete;
            case RESTORE_SECRET -> deletions::restore;
            case UPDATE_SECRET_VERSION_STAGE -> stages::move;
            case TAG_RESOURCE -> tags::tag;
            case UNTAG_RESOURCE -> tags::untag;
            case GET_RANDOM_PASSWORD -> passwords::make;

            case ROTATE_SECRET -> rotations::rotate;
            case CANCEL_ROTATE_SECRET -> rotations::cancel;

            case PUT_RESOURCE_POLICY -> policies::put;
            case GET_RESOURCE_POLICY -> AwsPolicyActions::get;
            case DELETE_RESOURCE_POLICY -> policies::delete;
            case VALIDATE_RESOURCE_POLICY -> AwsPolicyActions::validate;
            case LIST_RESOURCE_POLICIES -> AwsPolicyActions::list;
            case REPLICATE_SECRET_TO_REGIONS -> replication::replicate;
            case REMOVE_REGIONS_FROM_REPLICATION -> replication::remove;
            case STOP_REPLICATION_TO_REPLICA -> replication::stop;
        };
    }
}
