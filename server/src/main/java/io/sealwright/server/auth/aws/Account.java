package io.sealwright.server.auth.aws;

import java.util.Map;

/**
 * What the signers of a mount see as their AWS account: a stored record of the mount.
 *
 * @param id 12 digits, part of every ARN; empty for the server's
 * @param mounts region to the path of the KV mount that has its secrets; {@value #EVERY_REGION} for
 *     those that are not named
 * @param region that clients are told to sign for; empty for the server's
 * @param webIdentityMount path of the auth mount that lets web identities in; empty for none
 */
record Account(String id, Map<String, String> mounts, String region, String webIdentityMount) {
    static final String EVERY_REGION = "*";

    /** Of a mount that was told nothing. */
    static final Account FIRST = new Account("", Map.of(EVERY_REGION, "secret/"), "", "");

    Account {
        mounts = Map.copyOf(mounts);
        region = region == null ? "" : region;
        webIdentityMount = webIdentityMount == null ? "" : webIdentityMount;
    }

    /** The path of the KV mount of a region; that of the first account where none is named. */
    String mount(String signedFor) {
        String own = mounts.get(signedFor);
        return own == null ? mounts.getOrDefault(EVERY_REGION, "secret/") : own;
    }

    /** With what it leaves to the server. */
    Account completed(String serverId, String serverRegion) {
        return new Account(
                id.isEmpty() ? serverId : id,
                mounts,
                region.isEmpty() ? serverRegion : region,
                webIdentityMount);
    }
}
