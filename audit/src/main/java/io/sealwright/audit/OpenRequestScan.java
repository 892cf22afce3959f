package io.sealwright.audit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Finds the request lines without a response, reading back from the end to the oldest request that
 * was open at the newest signed head, and no further than a limit.
 */
final class OpenRequestScan {

    /** More than this many open requests are not kept: it bounds the memory of a start. */
    static final int MAX_OPEN = 10_000;

    private static final JsonFactory JSON = new JsonFactory();
    private static final int BLOCK = 256 * 1024;

    /**
     * What was found, oldest first; {@code answered} are the ids with a response in the part that
     * was read; {@code complete} is false if a limit stopped the search.
     */
    record Found(List<OpenRequest> open, Set<String> answered, boolean complete) {
        static final Found NOTHING = new Found(List.of(), Set.of(), true);
    }

    private OpenRequestScan() {}

    static Found run(AuditChannel channel, long end, @Nullable AuditHead newestHead, long maxBytes)
            throws IOException {
        long oldest = oldestOf(newestHead);
        BackwardLines file = new BackwardLines(channel, end, BLOCK);
        Set<String> answered = new HashSet<>();
        List<OpenRequest> open = new ArrayList<>();
        file.remainder();
        boolean complete = true;
        while (file.next()) {
            byte[] line = file.bytes();
            LineTrailer trailer = LineTrailer.parse(line, 0, line.length);
            if (trailer != null) {
                look(line, trailer, answered, open);
                if (trailer.seq() <= oldest) {
                    break;
                }
            }
            if (end - file.offset() > maxBytes || open.size() >= MAX_OPEN) {
                complete = false;
                break;
            }
        }
        Collections.reverse(open);
        return new Found(open, answered, complete);
    }

    private static long oldestOf(@Nullable AuditHead head) {
        if (head == null) {
            return 0;
        }
        return head.oldestOpen() == 0 ? head.seq() : head.oldestOpen();
    }

    private static void look(
            byte[] line, LineTrailer trailer, Set<String> answered, List<OpenRequest> open) {
        LineKind kind = LineKind.of(line);
        if (kind != LineKind.REQUEST && kind != LineKind.RESPONSE) {
            return;
        }
        OpenRequest request = read(line, trailer);
        if (request == null) {
            return;
        }
        if (kind == LineKind.RESPONSE) {
            answered.add(request.requestId());
        } else if (!answered.contains(request.requestId())) {
            open.add(request);
        }
    }

    private static @Nullable OpenRequest read(byte[] line, LineTrailer trailer) {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), line)) {
            return new LineReader(line, trailer, parser).read();
        } catch (JacksonException e) {
            return null; // damaged; the verifier names it
        }
    }

    /** Reads one request or response line. */
    private static final class LineReader {
        private final byte[] line;
        private final LineTrailer trailer;
        private final JsonParser parser;
        private String time = "";
        private String id = "";
        private String operation = "";
        private String path = "";
        private int authFrom;
        private int requestFrom;
        private int requestTo;

        LineReader(byte[] line, LineTrailer trailer, JsonParser parser) {
            this.line = line;
            this.trailer = trailer;
            this.parser = parser;
        }

        @Nullable OpenRequest read() {
            parser.nextToken();
            while (requestTo == 0 && parser.nextToken() == JsonToken.PROPERTY_NAME) {
                member(parser.currentName());
            }
            if (authFrom == 0 || requestTo == 0 || id.isEmpty()) {
                return null;
            }
            byte[] body = Arrays.copyOf(line, line.length - trailer.bytes().length);
            AuditEntry entry =
                    new AuditEntry(
                            AuditEntry.Kind.REQUEST, id, body, authFrom, requestFrom, requestTo);
            return new OpenRequest(id, time, operation, path, trailer.seq(), entry);
        }

        private void member(String name) {
            int from = (int) parser.currentTokenLocation().getByteOffset();
            parser.nextToken();
            switch (name) {
                case "time" -> time = parser.getString();
                case "auth" -> {
                    authFrom = from;
                    parser.skipChildren();
                }
                case "request" -> {
                    requestFrom = from;
                    request();
                    requestTo = (int) parser.currentLocation().getByteOffset();
                }
                default -> parser.skipChildren();
            }
        }

        private void request() {
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                switch (name) {
                    case "id" -> id = parser.getString();
                    case "operation" -> operation = parser.getString();
                    case "path" -> path = parser.getString();
                    default -> parser.skipChildren();
                }
            }
        }
    }
}
