package io.sealwright.server.spi;

/**
 * How a parameter is read. The wire takes what Vault takes: numbers and booleans also as strings,
 * lists also comma-separated.
 */
public enum FieldType {
    STRING,
    LOWER_STRING,
    INT,
    BOOL,
    /** Seconds as a number, or text such as {@code 1h30m}. */
    DURATION,
    STRING_LIST,
    INT_LIST,
    /** String to string; also a list of {@code key=value}. */
    STRING_MAP,
    /** Any JSON object. */
    MAP,
    /** Any JSON value. */
    ANY
}
