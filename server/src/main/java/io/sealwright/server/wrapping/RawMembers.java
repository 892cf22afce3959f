package io.sealwright.server.wrapping;

import io.sealwright.server.spi.RawJson;
import io.sealwright.server.spi.RequestFailure;
import java.util.Arrays;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Takes a JSON object apart into its members, each kept as the text it came in. */
final class RawMembers {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private RawMembers() {}

    /**
     * @throws RequestFailure if it is not one JSON object; the message does not quote it
     */
    static ObjectNode of(byte[] utf8) {
        ObjectNode members = MAPPER.createObjectNode();
        try (JsonParser parser = MAPPER.createParser(utf8)) {
            require(parser.nextToken() == JsonToken.START_OBJECT);
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                members.putPOJO(name, value(parser, utf8));
            }
            require(parser.currentToken() == JsonToken.END_OBJECT);
            require(parser.nextToken() == null);
            return members;
        } catch (JacksonException _) {
            // Without the cause: its message quotes the text.
            throw notAnObject();
        }
    }

    private static RawJson value(JsonParser parser, byte[] utf8) {
        parser.nextToken();
        int from = (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        parser.finishToken();
        int to = (int) parser.currentLocation().getByteOffset();
        return new RawJson(Arrays.copyOfRange(utf8, from, to));
    }

    private static void require(boolean holds) {
        if (!holds) {
            throw notAnObject();
        }
    }

    private static RequestFailure notAnObject() {
        return RequestFailure.invalid("the body is not a JSON object");
    }
}
