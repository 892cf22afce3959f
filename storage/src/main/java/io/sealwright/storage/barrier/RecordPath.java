package io.sealwright.storage.barrier;

import java.nio.charset.StandardCharsets;

/** Checks and takes apart the paths of named records and of their folders. */
final class RecordPath {
    static final int MAX_BYTES = 4096;

    private RecordPath() {}

    /** The path of a record as UTF-8; throws {@link IllegalArgumentException} if it is none. */
    static byte[] record(String path) {
        if (path.isEmpty() || path.charAt(path.length() - 1) == '/') {
            throw new IllegalArgumentException(
                    "a record's path is neither empty nor ends with a slash");
        }
        return encode(path);
    }

    /** The path of a folder as UTF-8: empty for the top, else ending with a slash. */
    static byte[] folder(String folder) {
        if (folder.isEmpty()) {
            return new byte[0];
        }
        if (folder.charAt(folder.length() - 1) != '/') {
            throw new IllegalArgumentException("a folder's path is empty or ends with a slash");
        }
        return encode(folder);
    }

    private static byte[] encode(String path) {
        boolean segmentEmpty = true;
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == '/') {
                if (segmentEmpty) {
                    throw new IllegalArgumentException("a path has no empty segment");
                }
                segmentEmpty = true;
            } else {
                segmentEmpty = false;
                if (Character.isSurrogate(c)) {
                    i = checkPair(path, i);
                }
            }
        }
        byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > MAX_BYTES) {
            throw new IllegalArgumentException(
                    "a path has at most " + MAX_BYTES + " bytes, not " + bytes.length);
        }
        return bytes;
    }

    // String.getBytes would silently write '?' for half a pair, so that two paths would be one.
    private static int checkPair(String path, int at) {
        if (at + 1 >= path.length()
                || !Character.isSurrogatePair(path.charAt(at), path.charAt(at + 1))) {
            throw new IllegalArgumentException("a path has no unpaired surrogate");
        }
        return at + 1;
    }

    /**
     * The folder that lists this record or folder: "a/b" and "a/b/" are listed in "a/", "a" and
     * "a/" at the top.
     */
    static String parent(String path) {
        return path.substring(0, slashBeforeName(path) + 1);
    }

    /** How the parent lists it; a folder's name keeps its slash. */
    static byte[] name(String path) {
        return path.substring(slashBeforeName(path) + 1).getBytes(StandardCharsets.UTF_8);
    }

    private static int slashBeforeName(String path) {
        return path.lastIndexOf('/', path.length() - 2);
    }

    /** How many slashes: the top has depth 0, a folder one more than its parent. */
    static int depth(String folder) {
        int depth = 0;
        for (int i = 0; i < folder.length(); i++) {
            if (folder.charAt(i) == '/') {
                depth++;
            }
        }
        return depth;
    }
}
