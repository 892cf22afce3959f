package io.sealwright.server.snapshots;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/** A bucket: an object is there as a whole or not at all. */
final class BucketTarget implements SnapshotTarget {
    /** What S3 takes in one request. */
    private static final long MOST_BYTES = 5L << 30;

    private final Path spool;
    private final Schedule schedule;
    private final Schedule.Bucket bucket;
    private final InstantSource clock;
    private final String folder;

    /**
     * @param spool where the snapshot lies until it has been sent
     * @throws SnapshotFailure if the endpoint is none
     */
    BucketTarget(Path spool, Schedule schedule, Schedule.Bucket bucket, InstantSource clock) {
        this.spool = spool;
        this.schedule = schedule;
        this.bucket = bucket;
        this.clock = clock;
        S3Client.endpoint(bucket);
        String prefix = schedule.pathPrefix().replaceAll("^/+|/+$", "");
        this.folder = prefix.isEmpty() ? "" : prefix + "/";
    }

    @Override
    public String url(String name) {
        return "s3://" + bucket.name() + "/" + folder + name;
    }

    @Override
    public void keep(String name, Source source) throws IOException {
        Files.createDirectories(spool);
        SpooledFile.removeLeftovers(spool, schedule.filePrefix());
        try (S3Client client = new S3Client(bucket, clock);
                SpooledFile file = SpooledFile.write(spool, name, source)) {
            long size = Files.size(file.path());
            if (size > MOST_BYTES) {
                throw new SnapshotFailure(
                        "the snapshot has " + size + " bytes: a bucket takes at most 5 GiB");
            }
            client.put(folder + name, file.path());
            deleteOld(client);
        }
    }

    private void deleteOld(S3Client client) throws IOException {
        List<String> names =
                client.list(folder + schedule.filePrefix() + "-").stream()
                        .filter(key -> key.startsWith(folder))
                        .map(key -> key.substring(folder.length()))
                        .toList();
        for (String old : SnapshotName.beyond(schedule.filePrefix(), names, schedule.retain())) {
            client.delete(folder + old);
        }
    }
}
