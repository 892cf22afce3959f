package io.sealwright.server.spi;

import io.sealwright.server.sigv4.RequestSignature;

/**
 * What a request asks for in the words of another API than Vault's. Path and operation of the
 * request say what the caller needs leave for; the action, what is done.
 */
public sealed interface Action {
    /** As the audit log names the API, such as {@code aws}. */
    String api();

    /** As that API names it, such as {@code GetSecretValue}. */
    String name();

    /**
     * At the account of whoever signed the request, which brings no token.
     *
     * @param signature in place of a token
     */
    record Signed(String api, String name, RequestSignature signature) implements Action {}

    /**
     * At a project of the request's choice, with a token.
     *
     * @param project as sent; where it leads to is decided on the request's view
     */
    record InProject(String api, String name, String project) implements Action {}

    /**
     * At the account that the request names, by somebody who brings neither a signature nor a
     * token: what it proves, its handler looks at.
     */
    record Unsigned(String api, String name) implements Action {}
}
