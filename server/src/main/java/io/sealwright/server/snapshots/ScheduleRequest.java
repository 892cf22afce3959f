package io.sealwright.server.snapshots;

import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.RequestFailure;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A schedule as it is asked for and shown. What a change does not name stays as it is. */
final class ScheduleRequest {
    private static final Duration LONGEST = Duration.ofDays(366);
    private static final int MOST_RETAINED = 10_000;
    private static final String FILE_PREFIX = "[A-Za-z0-9][A-Za-z0-9._-]{0,99}";
    private static final String DEFAULT_PREFIX = "vault-snapshot";
    private static final String HOST_PART = "[A-Za-z0-9][A-Za-z0-9.-]{1,62}";

    private ScheduleRequest() {}

    static Schedule read(Call call, @Nullable Schedule old, String clusterId) {
        Duration interval =
                call.duration(
                        "interval", Duration.ofSeconds(old == null ? 0 : old.intervalSeconds()));
        check(
                interval.toSeconds() >= 1 && interval.compareTo(LONGEST) <= 0,
                "interval is required, and between 1s and 366 days");
        long retain = call.integer("retain", old == null ? 1 : old.retain());
        check(retain >= 1 && retain <= MOST_RETAINED, "retain is between 1 and " + MOST_RETAINED);
        String filePrefix =
                call.string("file_prefix", old == null ? DEFAULT_PREFIX : old.filePrefix());
        check(
                filePrefix.matches(FILE_PREFIX),
                "file_prefix has 1 to 100 characters of A-Z a-z 0-9 . _ -, and begins with none of"
                        + " . _ -");
        String type = call.string("storage_type", old == null ? "" : old.storageType());
        check(
                type.equals(Schedule.LOCAL) || type.equals(Schedule.S3),
                "storage_type is required, and local or aws-s3");
        String pathPrefix = call.string("path_prefix", old == null ? "" : old.pathPrefix());
        check(
                !pathPrefix.isEmpty() || type.equals(Schedule.S3),
                "path_prefix is required: a folder below sealwright.snapshots.folder");
        check(pathPrefix.length() <= 500, "path_prefix has at most 500 characters");
        long space = call.integer("local_max_space", old == null ? 0 : old.localMaxSpace());
        check(space >= 0, "local_max_space is not negative");
        return new Schedule(
                clusterId,
                interval.toSeconds(),
                (int) retain,
                pathPrefix,
                filePrefix,
                type,
                space,
                type.equals(Schedule.S3) ? bucket(call, old == null ? null : old.bucket()) : null);
    }

    private static Schedule.Bucket bucket(Call call, Schedule.@Nullable Bucket known) {
        Schedule.Bucket old =
                known == null
                        ? new Schedule.Bucket("", "", "", false, false, "", "", "", "", "")
                        : known;
        boolean kms = call.bool("aws_s3_enable_kms", old.encryption().equals("aws:kms"));
        boolean own = call.bool("aws_s3_server_side_encryption", old.encryption().equals("AES256"));
        Schedule.Bucket bucket =
                new Schedule.Bucket(
                        call.string("aws_s3_bucket", old.name()),
                        call.string("aws_s3_region", old.region()),
                        call.string("aws_s3_endpoint", old.endpoint()),
                        call.bool("aws_s3_disable_tls", old.disableTls()),
                        call.bool("aws_s3_force_path_style", old.forcePathStyle()),
                        call.string("aws_access_key_id", old.accessKeyId()),
                        call.string("aws_secret_access_key", old.secretAccessKey()),
                        call.string("aws_session_token", old.sessionToken()),
                        kms ? "aws:kms" : own ? "AES256" : "",
                        kms ? call.string("aws_s3_kms_key", old.kmsKey()) : "");
        check(bucket.name().matches(HOST_PART), "aws_s3_bucket is required: a bucket's name");
        check(bucket.region().matches(HOST_PART), "aws_s3_region is required: a region's name");
        check(
                printable(bucket.accessKeyId()) && printable(bucket.secretAccessKey()),
                "aws_access_key_id and aws_secret_access_key are required: roles of the machine"
                        + " are not used");
        check(
                bucket.sessionToken().isEmpty() || printable(bucket.sessionToken()),
                "aws_session_token is not printable ASCII");
        check(
                bucket.kmsKey().isEmpty() || printable(bucket.kmsKey()),
                "aws_s3_kms_key is not printable ASCII");
        return bucket;
    }

    private static boolean printable(String text) {
        return text.matches("[\\x21-\\x7e]{1,4096}");
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw RequestFailure.invalid(otherwise);
        }
    }

    /** Without credentials. */
    static ObjectNode show(Schedule schedule) {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put("interval", schedule.intervalSeconds());
        data.put("retain", schedule.retain());
        data.put("path_prefix", schedule.pathPrefix());
        data.put("file_prefix", schedule.filePrefix());
        data.put("storage_type", schedule.storageType());
        Schedule.Bucket bucket = schedule.bucket();
        if (bucket == null) {
            data.put("local_max_space", schedule.localMaxSpace());
            return data;
        }
        data.put("aws_s3_bucket", bucket.name());
        data.put("aws_s3_region", bucket.region());
        data.put("aws_s3_endpoint", bucket.endpoint());
        data.put("aws_s3_disable_tls", bucket.disableTls());
        data.put("aws_s3_force_path_style", bucket.forcePathStyle());
        data.put("aws_s3_server_side_encryption", bucket.encryption().equals("AES256"));
        data.put("aws_s3_enable_kms", bucket.encryption().equals("aws:kms"));
        data.put("aws_s3_kms_key", bucket.kmsKey());
        return data;
    }
}
