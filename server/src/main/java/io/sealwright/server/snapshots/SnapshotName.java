package io.sealwright.server.snapshots;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/**
 * File names of one configuration's snapshots: {@code PREFIX-20261130T090000123Z.snap}. They sort
 * by time, and no other configuration's name looks like one of this prefix.
 */
final class SnapshotName {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmssSSS'Z'").withZone(ZoneOffset.UTC);
    private static final Pattern TIME_AND_END = Pattern.compile("-\\d{8}T\\d{9}Z\\.snap");

    private SnapshotName() {}

    static String of(String prefix, Instant at) {
        return prefix + "-" + TIME.format(at) + ".snap";
    }

    static boolean belongsTo(String prefix, String name) {
        return name.startsWith(prefix)
                && TIME_AND_END.matcher(name.substring(prefix.length())).matches();
    }

    /** Those of the prefix beyond the newest {@code kept}. */
    static List<String> beyond(String prefix, Collection<String> names, int kept) {
        return names.stream()
                .filter(name -> belongsTo(prefix, name))
                .sorted(Comparator.reverseOrder())
                .skip(kept)
                .toList();
    }
}
