package io.sealwright.server.engine.kv;

/** What a version's payload is to the APIs that did not write it. Codes are stored: only append. */
enum PayloadKind {
    STRING(1),
    BINARY(2),
    JSON_MAP(3);

    private final int code;

    PayloadKind(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    static PayloadKind of(long code) {
        for (PayloadKind kind : values()) {
            if (kind.code == code) {
                return kind;
            }
        }
        throw new IllegalStateException("a payload of an unknown kind");
    }
}
