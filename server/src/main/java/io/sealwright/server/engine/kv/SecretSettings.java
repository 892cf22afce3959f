package io.sealwright.server.engine.kv;

import java.util.SequencedMap;

/**
 * What a caller may set on a secret itself.
 *
 * @param maxVersions 0 = the mount's
 * @param deleteVersionAfter nanoseconds; 0 = the mount's
 * @param annotations KV's {@code custom_metadata}
 */
record SecretSettings(
        long maxVersions,
        boolean casRequired,
        long deleteVersionAfter,
        boolean metadataCasRequired,
        SequencedMap<String, String> annotations) {
    @Override
    public String toString() {
        return "SecretSettings[" + annotations.size() + " annotations]";
    }
}
