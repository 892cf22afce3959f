package io.sealwright.server.operator;

/**
 * The cluster's name, as clients show it: made of its id, so that it needs no record of its own.
 */
final class ClusterName {
    private ClusterName() {}

    static String of(String clusterId) {
        return "sealwright-" + clusterId.substring(0, Math.min(8, clusterId.length()));
    }
}
