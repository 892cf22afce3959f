package io.sealwright.server.engine.kv;

/** What became of a version. Its codes are stored: only append. */
enum VersionState {
    ENABLED(1),
    /** GCP's; absent for the other APIs. */
    DISABLED(2),
    SOFT_DELETED(3),
    /** Its payload is gone. */
    DESTROYED(4);

    private final int code;

    VersionState(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    static VersionState of(long code) {
        for (VersionState state : values()) {
            if (state.code == code) {
                return state;
            }
        }
        throw new IllegalStateException("a version in an unknown state");
    }
}
