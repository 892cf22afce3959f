package io.sealwright.server.namespace;

import io.sealwright.storage.Keys;
import java.util.Map;

/**
 * A namespace. Immutable.
 *
 * @param number in every key of its records; never given again
 * @param id at the end of its tokens and accessors
 * @param path from the root, with a slash behind each name; empty for the root itself
 * @param tainted it is being deleted: nothing leads into it any more
 */
public record Namespace(
        int number,
        String id,
        String uuid,
        String path,
        Map<String, String> customMetadata,
        boolean tainted) {
    public static final Namespace ROOT =
            new Namespace(Keys.ROOT_NAMESPACE, "root", "", "", Map.of(), false);

    public Namespace {
        customMetadata = Map.copyOf(customMetadata);
    }

    public boolean isRoot() {
        return number == Keys.ROOT_NAMESPACE;
    }

    /** Whether it is the other one, or lies within it. */
    public boolean within(Namespace other) {
        return path.startsWith(other.path);
    }

    /** What a path in here is called from an ancestor's, or its own, point of view. */
    public String seenFrom(Namespace ancestor, String pathHere) {
        return path.length() == ancestor.path.length()
                ? pathHere
                : path.substring(ancestor.path.length()) + pathHere;
    }

    /** Its own name, with a slash. */
    String name() {
        return path.substring(parentPath().length());
    }

    String parentPath() {
        return path.substring(0, path.lastIndexOf('/', path.length() - 2) + 1);
    }

    Namespace withCustomMetadata(Map<String, String> metadata) {
        return new Namespace(number, id, uuid, path, metadata, tainted);
    }

    Namespace asTainted() {
        return new Namespace(number, id, uuid, path, customMetadata, true);
    }
}
