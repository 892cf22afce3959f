package io.sealwright.server.auth.kubernetes;

import org.jspecify.annotations.Nullable;

/** What a service account is called by. */
enum AliasNameSource {
    /** By its id: one that is made again under the same name is another. */
    UID("serviceaccount_uid"),
    /** By its namespace and name. */
    NAME("serviceaccount_name");

    private final String label;

    AliasNameSource(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }

    static @Nullable AliasNameSource find(String label) {
        for (AliasNameSource source : values()) {
            if (source.label.equals(label)) {
                return source;
            }
        }
        return null;
    }
}
