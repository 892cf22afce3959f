package io.sealwright.server.config;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What operators may do without a token.
 *
 * @param unauthenticatedRootOperations {@code sys/rekey/*} and {@code sys/generate-root/*} answer
 *     without a token, bound to a nonce and to key shares
 */
public record OperatorSettings(@DefaultValue("false") boolean unauthenticatedRootOperations) {}
