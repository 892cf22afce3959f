package io.sealwright.audit;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The requests that were open when the node stopped, over all files: one may have the response that
 * another lacks. Files that open later add theirs. One thread at a time.
 */
final class Unanswered {

    /** Ids that need no attention any more: answered in a file that is open, or found before. */
    private final Set<String> settled = new HashSet<>();

    private final List<OpenRequest> found = new ArrayList<>();
    private boolean complete = true;

    /** Answers what these files add, oldest first, each id once. */
    List<OpenRequest> add(List<? extends AuditDevice> devices) {
        Map<String, OpenRequest> open = new LinkedHashMap<>();
        for (AuditDevice device : devices) {
            device.recovered()
                    .open()
                    .forEach(request -> open.putIfAbsent(request.requestId(), request));
            settled.addAll(device.recovered().answered());
            complete &= device.recovered().complete();
            device.forgetRecovered();
        }
        open.keySet().removeAll(settled);
        settled.addAll(open.keySet());
        found.addAll(open.values());
        return List.copyOf(open.values());
    }

    /** No file can come late any more. */
    void forget() {
        settled.clear();
    }

    List<OpenRequest> found() {
        return List.copyOf(found);
    }

    boolean complete() {
        return complete;
    }
}
