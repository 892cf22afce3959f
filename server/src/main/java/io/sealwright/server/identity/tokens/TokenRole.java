package io.sealwright.server.identity.tokens;

import io.sealwright.server.spi.RecordCodec;

/**
 * A role as it is stored: which key signs, and what the token says.
 *
 * @param template of further claims; empty = none
 * @param ttl seconds
 * @param clientId the token's audience
 */
record TokenRole(String name, String key, String template, long ttl, String clientId) {
    static final String FOLDER = "role/";
    static final RecordCodec<TokenRole> CODEC = RecordCodec.of(TokenRole.class);
    static final long USUAL_TTL = 86_400;
}
