package io.sealwright.server.spi;

/**
 * One declared parameter: checked on every request, shown by {@code path-help} and in the OpenAPI
 * document.
 *
 * @param reading also of readings, where the route knows writes too
 */
public record Field(
        String name, FieldType type, String description, boolean required, boolean reading) {
    public static Field of(String name, FieldType type, String description) {
        return new Field(name, type, description, false, false);
    }

    public static Field required(String name, FieldType type, String description) {
        return new Field(name, type, description, true, false);
    }

    /** One that readings know as well: it comes in their query. */
    public static Field ofReading(String name, FieldType type, String description) {
        return new Field(name, type, description, false, true);
    }
}
