package io.sealwright.server.spi;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The members of one JSON object, found in its text without reading the values, so that each can be
 * kept byte for byte. For text that was checked when it was received. Immutable; shares the array
 * it was given.
 */
public final class JsonMembers {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    /**
     * One member.
     *
     * @param name unescaped
     * @param nameStart where its first quote stands
     * @param start where the value begins
     * @param end behind the value
     */
    public record Member(String name, int nameStart, int nameEnd, int start, int end) {
        @Override
        public String toString() {
            return "Member[" + (end - start) + " bytes]";
        }
    }

    private final byte[] json;
    private final List<Member> members = new ArrayList<>();

    private JsonMembers(byte[] json) {
        this.json = json;
    }

    public static JsonMembers of(byte[] json) {
        return of(json, 0, json.length);
    }

    /**
     * @throws IllegalStateException if there is no whole object between the two places; the message
     *     does not quote it
     */
    public static JsonMembers of(byte[] json, int from, int to) {
        JsonMembers found = new JsonMembers(json);
        new Scan(json, from, to).object(found.members);
        return found;
    }

    /** In the order of the text. */
    public List<Member> all() {
        return List.copyOf(members);
    }

    public @Nullable Member find(String name) {
        for (Member member : members) {
            if (member.name.equals(name)) {
                return member;
            }
        }
        return null;
    }

    /** A copy of the value's text. */
    public byte[] value(Member member) {
        return Arrays.copyOfRange(json, member.start, member.end);
    }

    /** All members, each value as {@link RawJson}. */
    public ObjectNode raw() {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (Member member : members) {
            object.putPOJO(member.name, new RawJson(value(member)));
        }
        return object;
    }

    /** Walks over JSON text; it skips values without looking at what they mean. */
    private static final class Scan {
        private final byte[] json;
        private final int to;
        private int at;

        Scan(byte[] json, int from, int to) {
            this.json = json;
            this.to = to;
            this.at = from;
        }

        void object(List<Member> members) {
            expect('{');
            if (peek() == '}') {
                at++;
            } else {
                do {
                    members.add(member());
                } while (more());
            }
            skipSpace();
            if (at != to) {
                throw malformed();
            }
        }

        private boolean more() {
            int next = peek();
            at++;
            if (next != ',' && next != '}') {
                throw malformed();
            }
            return next == ',';
        }

        private Member member() {
            if (peek() != '"') {
                throw malformed();
            }
            int nameStart = at;
            skipString();
            int nameEnd = at;
            expect(':');
            peek();
            int start = at;
            skipValue();
            if (at == start) {
                throw malformed();
            }
            return new Member(name(nameStart, nameEnd), nameStart, nameEnd, start, at);
        }

        private String name(int start, int end) {
            for (int i = start; i < end; i++) {
                if (json[i] == '\\') {
                    return MAPPER.readValue(json, start, end - start, String.class);
                }
            }
            return new String(json, start + 1, end - start - 2, StandardCharsets.UTF_8);
        }

        private void skipValue() {
            int depth = 0;
            do {
                switch (current()) {
                    case '"' -> skipString();
                    case '{', '[' -> {
                        depth++;
                        at++;
                    }
                    case '}', ']' -> {
                        depth--;
                        at++;
                    }
                    default -> skipPlain(depth > 0);
                }
            } while (depth > 0);
        }

        /** A number or a word; inside a container also what stands between values. */
        private void skipPlain(boolean inside) {
            while (at < to) {
                byte b = json[at];
                boolean between = b == ',' || b == ':' || space(b);
                if (b == '"'
                        || b == '{'
                        || b == '['
                        || b == '}'
                        || b == ']'
                        || between && !inside) {
                    return;
                }
                at++;
            }
        }

        private void skipString() {
            at++;
            while (current() != '"') {
                at += json[at] == '\\' ? 2 : 1;
            }
            at++;
        }

        private void expect(char wanted) {
            if (peek() != wanted) {
                throw malformed();
            }
            at++;
        }

        private int peek() {
            skipSpace();
            return current();
        }

        private void skipSpace() {
            while (at < to && space(json[at])) {
                at++;
            }
        }

        private int current() {
            if (at >= to) {
                throw malformed();
            }
            return json[at];
        }

        private static boolean space(byte b) {
            return b == ' ' || b == '\n' || b == '\r' || b == '\t';
        }

        private static IllegalStateException malformed() {
            return new IllegalStateException("not a JSON object");
        }
    }
}
