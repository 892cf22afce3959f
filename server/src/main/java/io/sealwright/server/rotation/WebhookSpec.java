package io.sealwright.server.rotation;

/**
 * A server that does the steps. Immutable.
 *
 * @param url {@code https}; {@code http} on this machine alone
 * @param key what requests are signed with, at least 32 characters
 * @param authorities PEM of those that its certificate must come from; empty for the machine's
 * @param certificate PEM of the chain that this server shows of itself; empty for none
 * @param privateKey PEM (PKCS #8) of that certificate's key; empty for none
 * @param values requests hold the values and the parameters, too
 */
record WebhookSpec(
        String url,
        String key,
        String authorities,
        String certificate,
        String privateKey,
        boolean values) {
    @Override
    public String toString() {
        return "WebhookSpec[]";
    }
}
