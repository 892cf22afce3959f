package io.sealwright.server.policies;

import io.sealwright.policy.Policy;
import io.sealwright.policy.PolicyParser;
import io.sealwright.server.spi.RecordCodec;

/** A policy as it was written, and parsed. Immutable. */
public record StoredPolicy(String name, String text, Policy parsed) {
    private static final RecordCodec<Text> CODEC = RecordCodec.of(Text.class);

    private record Text(String name, String text) {}

    static StoredPolicy parse(String name, String text) {
        return new StoredPolicy(name, text, PolicyParser.parse(name, text));
    }

    static StoredPolicy decode(byte[] stored) {
        Text text = CODEC.decode(stored);
        return parse(text.name(), text.text());
    }

    byte[] encode() {
        return CODEC.encode(new Text(name, text));
    }
}
