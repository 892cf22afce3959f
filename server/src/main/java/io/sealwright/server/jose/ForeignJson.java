package io.sealwright.server.jose;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads JSON objects of others: one UTF-8 document, no name twice in an object, at most {@value
 * #MAX_DEPTH} levels, numbers of at most {@value #MAX_NUMBER} characters. Decimals are read as
 * {@code double}. Thread-safe.
 */
public final class ForeignJson {
    static final int MAX_DEPTH = 32;
    static final int MAX_NUMBER = 64;

    private static final JsonMapper MAPPER =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(MAX_DEPTH)
                                                    .maxNumberLength(MAX_NUMBER)
                                                    .build())
                                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                                    .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
                                    .disable(TokenStreamFactory.Feature.CHARSET_DETECTION)
                                    .build())
                    .build();

    private ForeignJson() {}

    /**
     * @throws TokenRefused if it is not one JSON object; the message does not quote it
     */
    public static ObjectNode object(byte[] utf8) {
        try {
            JsonNode node = MAPPER.readTree(utf8);
            if (node instanceof ObjectNode object) {
                return object;
            }
        } catch (JacksonException e) {
            // Not Jackson's own message: it quotes the text.
            throw new TokenRefused("invalid JSON");
        }
        throw new TokenRefused("a JSON object is expected");
    }
}
