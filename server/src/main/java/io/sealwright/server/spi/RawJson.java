package io.sealwright.server.spi;

import java.nio.charset.StandardCharsets;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JacksonSerializable;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.jsontype.TypeSerializer;

/**
 * A JSON value kept as the UTF-8 text in which it was received, so that it comes back byte for
 * byte. Put it into an {@code ObjectNode} with {@code putPOJO}. Whoever makes one answers for its
 * being valid JSON.
 */
public record RawJson(byte[] utf8) implements JacksonSerializable {
    @Override
    public void serialize(JsonGenerator generator, SerializationContext context) {
        generator.writeRawValue(new String(utf8, StandardCharsets.UTF_8));
    }

    @Override
    public void serializeWithType(
            JsonGenerator generator, SerializationContext context, TypeSerializer types) {
        serialize(generator, context);
    }

    @Override
    public String toString() {
        return "RawJson[" + utf8.length + " bytes]";
    }
}
