package io.sealwright.server.sigv4;

/**
 * What a signing key is good for.
 *
 * @param date of the signature in UTC, {@code yyyymmdd}
 */
public record CredentialScope(String date, String region, String service) {
    /** What every scope ends with. */
    public static final String TERMINATOR = "aws4_request";

    /** As it stands in a credential, behind the access key. */
    public String text() {
        return date + "/" + region + "/" + service + "/" + TERMINATOR;
    }
}
