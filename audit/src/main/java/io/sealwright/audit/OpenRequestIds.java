package io.sealwright.audit;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The requests without a response yet, so that each signed head can say how far back a restart must
 * look. One thread at a time. Bounded: the oldest is forgotten first.
 */
final class OpenRequestIds {

    private static final int MAX = 65_536;

    private final Map<String, Long> seqById = new LinkedHashMap<>();

    void line(AuditEntry entry, long seq) {
        switch (entry.kind()) {
            case REQUEST -> {
                seqById.put(entry.requestId(), seq);
                if (seqById.size() > MAX) {
                    seqById.remove(seqById.keySet().iterator().next());
                }
            }
            case RESPONSE -> seqById.remove(entry.requestId());
        }
    }

    /** A request of before a restart. */
    void recovered(OpenRequest request) {
        seqById.put(request.requestId(), request.seq());
    }

    /** Line number of the oldest, 0 if there is none. */
    long oldest() {
        return seqById.isEmpty() ? 0 : seqById.values().iterator().next();
    }
}
