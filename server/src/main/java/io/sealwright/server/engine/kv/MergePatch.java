package io.sealwright.server.engine.kv;

import io.sealwright.server.spi.JsonMembers;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * A JSON merge patch (RFC 7396) of one object's text by another's. Members that the patch does not
 * name stay byte for byte. The depth of recursion is the JSON's, which is limited where it is read.
 * Not thread-safe.
 */
final class MergePatch {
    private static final byte[] EMPTY = {'{', '}'};

    private final byte[] target;
    private final byte[] patch;
    // Every member of the result is written once, with its name, and stood in one of the two texts.
    private final byte[] result;
    private int length;

    private MergePatch(byte[] target, byte[] patch) {
        this.target = target;
        this.patch = patch;
        result = new byte[target.length + patch.length + 2];
    }

    /** Both are whole JSON objects, already checked. */
    static byte[] apply(byte[] target, byte[] patch) {
        MergePatch merge = new MergePatch(target, patch);
        merge.object(JsonMembers.of(target), JsonMembers.of(patch));
        byte[] merged = Arrays.copyOf(merge.result, merge.length);
        Arrays.fill(merge.result, (byte) 0);
        return merged;
    }

    private void object(JsonMembers old, JsonMembers changes) {
        SequencedMap<String, JsonMembers.Member> open = new LinkedHashMap<>();
        changes.all().forEach(change -> open.put(change.name(), change));
        write((byte) '{');
        int first = length;
        for (JsonMembers.Member member : old.all()) {
            JsonMembers.Member change = open.remove(member.name());
            if (change == null) {
                name(target, member, first);
                write(target, member.start(), member.end());
            } else if (!isNull(change)) {
                name(target, member, first);
                value(member, change);
            }
        }
        for (JsonMembers.Member change : open.values()) {
            if (!isNull(change)) {
                name(patch, change, first);
                value(null, change);
            }
        }
        write((byte) '}');
    }

    private void value(JsonMembers.@Nullable Member old, JsonMembers.Member change) {
        if (patch[change.start()] != '{') {
            write(patch, change.start(), change.end());
            return;
        }
        JsonMembers within =
                old != null && target[old.start()] == '{'
                        ? JsonMembers.of(target, old.start(), old.end())
                        : JsonMembers.of(EMPTY);
        object(within, JsonMembers.of(patch, change.start(), change.end()));
    }

    private boolean isNull(JsonMembers.Member change) {
        return patch[change.start()] == 'n';
    }

    private void name(byte[] source, JsonMembers.Member member, int first) {
        if (length > first) {
            write((byte) ',');
        }
        write(source, member.nameStart(), member.nameEnd());
        write((byte) ':');
    }

    private void write(byte[] source, int from, int to) {
        System.arraycopy(source, from, result, length, to - from);
        length += to - from;
    }

    private void write(byte b) {
        result[length++] = b;
    }
}
