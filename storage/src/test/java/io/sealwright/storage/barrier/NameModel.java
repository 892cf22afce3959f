package io.sealwright.storage.barrier;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/** What LIST must say, computed from the set of paths alone. */
final class NameModel {
    final TreeMap<String, byte[]> records = new TreeMap<>();

    NameModel copy() {
        NameModel copy = new NameModel();
        copy.records.putAll(records);
        return copy;
    }

    List<String> list(String folder, String after, int limit) {
        TreeSet<String> names =
                new TreeSet<>((one, other) ->
                        Arrays.compareUnsigned(
                                one.getBytes(StandardCharsets.UTF_8),
                                other.getBytes(StandardCharsets.UTF_8)));
        for (String path : records.keySet()) {
            if (path.startsWith(folder)) {
                String rest = path.substring(folder.length());
                int slash = rest.indexOf('/');
                names.add(slash < 0 ? rest : rest.substring(0, slash + 1));
            }
        }
        // tailSet's bound may be no name at all.
        return (after.isEmpty() ? names : names.tailSet(after, false))
                .stream().limit(limit).toList();
    }

    /** Every folder that exists, and some that may not. */
    TreeSet<String> folders() {
        TreeSet<String> folders = new TreeSet<>(List.of("", "a/", "b/c/"));
        for (String path : records.keySet()) {
            for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
                folders.add(path.substring(0, slash + 1));
            }
        }
        return folders;
    }
}
