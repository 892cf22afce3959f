package io.sealwright.server.spi;

import io.sealwright.server.sigv4.RequestSignature;

/**
 * What a request asks for in the words of another API than Vault's. Path and operation of the
 * request say what the caller needs leave for; the action, what is done.
 *
 * @param api as the audit log names it, such as {@code aws}
 * @param name as that API names it, such as {@code GetSecretValue}
 * @param signature in place of a token
 */
public record Action(String api, String name, RequestSignature signature) {}
