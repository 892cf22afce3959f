package io.sealwright.server.usage;

/**
 * What is counted as the same refusal again.
 *
 * @param mountPath {@value #NONE} where the path leads to none
 * @param path below the mount; {@value #NONE} for callers that are nobody: what strangers ask for
 *     becomes no label
 * @param identity {@value #NONE} for callers that are nobody
 */
record Refusal(
        String namespacePath,
        String mountPath,
        String path,
        String identity,
        RefusalReason reason) {
    static final String NONE = "-";

    @Override
    public String toString() {
        return "Refusal[" + reason + "]";
    }
}
