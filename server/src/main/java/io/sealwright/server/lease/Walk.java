package io.sealwright.server.lease;

import io.sealwright.storage.barrier.Transaction;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Goes through the leases below a path, some at a time, each on a view of its own. One thread. */
final class Walk {
    private final int namespace;
    private final Deque<Folder> folders = new ArrayDeque<>();

    private static final class Folder {
        private final String path;
        private String after = "";

        Folder(String path) {
            this.path = path;
        }
    }

    /**
     * @param folder empty, or with a slash at its end
     */
    Walk(int namespace, String folder) {
        this.namespace = namespace;
        folders.push(new Folder(folder));
    }

    /** The next ids; empty at the end. */
    List<String> next(Transaction transaction, int limit) {
        List<String> ids = new ArrayList<>();
        while (ids.size() < limit && !folders.isEmpty()) {
            Folder folder = folders.element();
            List<String> names =
                    LeaseRecords.list(
                            transaction, namespace, folder.path, folder.after, limit - ids.size());
            if (names.isEmpty()) {
                folders.pop();
            }
            for (String name : names) {
                folder.after = name;
                if (name.endsWith("/")) {
                    folders.push(new Folder(folder.path + name));
                    break;
                }
                ids.add(folder.path + name);
            }
        }
        return ids;
    }
}
