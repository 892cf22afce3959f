package io.sealwright.server.spi;

import io.sealwright.storage.barrier.Decoder;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Stored form of the small records: one version byte, then JSON. Members that this version does not
 * know are kept out, and absent ones get their type's default, so that a field can be added without
 * a new version. Thread-safe.
 */
public final class RecordCodec<T> implements Decoder<T> {
    private static final byte VERSION = 1;
    private static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                    .build();

    private final Class<T> type;

    private RecordCodec(Class<T> type) {
        this.type = type;
    }

    public static <T> RecordCodec<T> of(Class<T> type) {
        return new RecordCodec<>(type);
    }

    public byte[] encode(T value) {
        byte[] json = MAPPER.writeValueAsBytes(value);
        byte[] stored = new byte[json.length + 1];
        stored[0] = VERSION;
        System.arraycopy(json, 0, stored, 1, json.length);
        return stored;
    }

    /**
     * @throws IllegalStateException if it is not a record of this type and version
     */
    @Override
    public T decode(byte[] stored) {
        if (stored.length < 2 || stored[0] != VERSION) {
            throw new IllegalStateException(
                    "a " + type.getSimpleName() + " record of an unknown format");
        }
        try {
            return MAPPER.readValue(stored, 1, stored.length - 1, type);
        } catch (JacksonException e) {
            // Without the cause: its message quotes the record.
            throw new IllegalStateException(
                    "a " + type.getSimpleName() + " record that cannot be read");
        }
    }
}
