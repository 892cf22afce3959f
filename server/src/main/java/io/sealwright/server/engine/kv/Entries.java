package io.sealwright.server.engine.kv;

import java.util.Map;

/** Stored form of one entry of a map: a key and its value, as fields of their own. */
final class Entries {
    private static final int KEY = 1;
    private static final int VALUE = 2;

    private Entries() {}

    static byte[] encode(String key, String value) {
        return new Fields.Writer().text(KEY, key).text(VALUE, value).toBytes();
    }

    static byte[] encode(String key, long value) {
        return new Fields.Writer().text(KEY, key).number(VALUE, value).toBytes();
    }

    static void texts(Fields.Reader fields, Map<String, String> into) {
        String key = "";
        String value = "";
        while (fields.next()) {
            switch (fields.tag()) {
                case KEY -> key = fields.text();
                case VALUE -> value = fields.text();
                default -> throw unreadable();
            }
        }
        into.put(key, value);
    }

    static void numbers(Fields.Reader fields, Map<String, Long> into) {
        String key = "";
        long value = 0;
        while (fields.next()) {
            switch (fields.tag()) {
                case KEY -> key = fields.text();
                case VALUE -> value = fields.number();
                default -> throw unreadable();
            }
        }
        into.put(key, value);
    }

    static IllegalStateException unreadable() {
        return new IllegalStateException("a KV record with a part that this version does not know");
    }
}
