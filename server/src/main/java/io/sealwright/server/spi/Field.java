package io.sealwright.server.spi;

/**
 * One declared parameter: checked on every request, shown by {@code path-help} and in the OpenAPI
 * document.
 */
public record Field(String name, FieldType type, String description, boolean required) {
    public static Field of(String name, FieldType type, String description) {
        return new Field(name, type, description, false);
    }

    public static Field required(String name, FieldType type, String description) {
        return new Field(name, type, description, true);
    }
}
