package io.sealwright.server.snapshots;

/**
 * One configuration, as it is stored. A new field has to have a meaning where it is absent.
 *
 * @param clusterId cluster that it was written in: a snapshot restored elsewhere brings the
 *     schedules along, and must not write to, or delete from, the first cluster's backups
 * @param retain newest snapshots of this configuration that stay
 * @param pathPrefix folder, or the first part of the keys in a bucket
 * @param localMaxSpace bytes that this configuration's snapshots may take; 0 = any
 * @param bucket null unless the storage is a bucket
 */
record Schedule(
        String clusterId,
        long intervalSeconds,
        int retain,
        String pathPrefix,
        String filePrefix,
        String storageType,
        long localMaxSpace,
        @org.jspecify.annotations.Nullable Bucket bucket) {
    static final String LOCAL = "local";
    static final String S3 = "aws-s3";

    /**
     * @param endpoint host, host:port or URL; empty = Amazon's for the region
     * @param sessionToken empty = none
     * @param encryption value of {@code x-amz-server-side-encryption}; empty = the bucket's default
     * @param kmsKey for the encryption {@code aws:kms}; empty = the account's
     */
    record Bucket(
            String name,
            String region,
            String endpoint,
            boolean disableTls,
            boolean forcePathStyle,
            String accessKeyId,
            String secretAccessKey,
            String sessionToken,
            String encryption,
            String kmsKey) {
        @Override
        public String toString() {
            return "Bucket[" + name + "]";
        }
    }
}
