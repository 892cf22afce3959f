package io.sealwright.server.engine.kv;

import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.Field;
import io.sealwright.server.spi.FieldType;
import io.sealwright.storage.barrier.Records;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/** The names in a folder, or of everything below it, in byte order. */
final class Listing {
    static final List<Field> FIELDS =
            List.of(
                    Field.of(
                            "after",
                            FieldType.STRING,
                            "Begins behind this name, which need not exist."),
                    Field.of("limit", FieldType.INT, "At most so many names; 0 or absent: all."));

    private static final int PAGE = 1_000;

    private final Records records;
    private final int limit;
    private final NavigableSet<String> hidden;
    private final List<String> found = new ArrayList<>();

    /**
     * @param hidden whole paths of secrets that are left out
     */
    private Listing(Records records, int limit, NavigableSet<String> hidden) {
        this.records = records;
        this.limit = limit;
        this.hidden = hidden;
    }

    private static Listing ofVisible(Call call, int most) {
        return new Listing(call.records(), limit(call, most), WaitingNames.all(call.records()));
    }

    /** Secrets and folders directly in a folder; a folder's name ends with a slash. */
    static List<String> names(Call call, int most) {
        Listing listing = ofVisible(call, most);
        listing.names(KvPath.ofFolder(call), call.string("after", ""));
        return listing.found;
    }

    /** Every secret below a folder, named from there. */
    static List<String> tree(Call call, int most) {
        Listing listing = ofVisible(call, most);
        String after = call.string("after", "");
        listing.tree(KvPath.ofFolder(call), "", after);
        return listing.found;
    }

    /**
     * Every secret of a mount whose path is behind {@code after}, which need not exist; also those
     * that wait for their deletion.
     */
    static List<String> tree(Records records, String after, int limit) {
        Listing listing = new Listing(records, limit, new TreeSet<>());
        listing.tree("", "", after);
        return listing.found;
    }

    private static int limit(Call call, int most) {
        long wanted = call.integer("limit", 0);
        return wanted <= 0 ? most : (int) Math.min(wanted, most);
    }

    private void names(String folder, String after) {
        String last = after;
        while (found.size() < limit) {
            int wanted = Math.min(PAGE, limit - found.size());
            List<String> page = records.list(folder, last, wanted);
            for (String name : page) {
                if (isVisible(folder + name)) {
                    found.add(name);
                }
            }
            if (page.size() < wanted) {
                return;
            }
            last = page.getLast();
        }
    }

    private boolean isVisible(String path) {
        if (!path.endsWith("/")) {
            return !hidden.contains(path);
        }
        String first = hidden.ceiling(path);
        return first == null || !first.startsWith(path) || showsAny(path);
    }

    /** Whether a folder has anything else than what is left out; looks at no more than that. */
    private boolean showsAny(String folder) {
        String last = "";
        while (true) {
            List<String> page = records.list(folder, last, PAGE);
            for (String name : page) {
                if (isVisible(folder + name)) {
                    return true;
                }
            }
            if (page.size() < PAGE) {
                return false;
            }
            last = page.getLast();
        }
    }

    /**
     * In the byte order of the whole names: a folder's contents stand where its name does.
     *
     * @param below the folder's own name, from where the listing began
     * @param after relative to this folder
     */
    private void tree(String top, String below, String after) {
        String last = after;
        int slash = after.indexOf('/');
        if (slash >= 0) {
            last = after.substring(0, slash + 1);
            tree(top, below + last, after.substring(slash + 1));
        }
        while (found.size() < limit) {
            List<String> page = records.list(top + below, last, PAGE);
            for (String name : page) {
                if (found.size() >= limit) {
                    return;
                }
                if (name.endsWith("/")) {
                    tree(top, below + name, "");
                } else if (isVisible(top + below + name)) {
                    found.add(below + name);
                }
            }
            if (page.size() < PAGE) {
                return;
            }
            last = page.getLast();
        }
    }
}
