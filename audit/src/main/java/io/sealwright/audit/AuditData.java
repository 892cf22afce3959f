package io.sealwright.audit;

import tools.jackson.databind.JsonNode;

/**
 * The {@code data} of a request or response, before hashing. What it refers to is only read, and
 * only while the entry is made.
 */
public sealed interface AuditData {

    /** No data: the field is left out. */
    AuditData NONE = new None();

    /** Data as a tree. */
    static AuditData of(JsonNode node) {
        return new Tree(node);
    }

    /** Data as the UTF-8 bytes of one JSON value. Bytes that are no JSON are hashed as a whole. */
    static AuditData ofJson(byte[] utf8) {
        return new Raw(utf8);
    }

    /** No data. */
    record None() implements AuditData {}

    /** A tree. */
    record Tree(JsonNode node) implements AuditData {
        @Override
        public String toString() {
            return "AuditData.Tree[hidden]";
        }
    }

    /** JSON text. */
    @SuppressWarnings("ArrayRecordComponent") // a holder that is never compared
    record Raw(byte[] utf8) implements AuditData {
        @Override
        public String toString() {
            return "AuditData.Raw[" + utf8.length + "]";
        }
    }
}
