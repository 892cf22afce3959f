package io.sealwright.server.sigv4;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A signature as a request brings it, with what it would have to be of. Immutable.
 *
 * @param accessKeyId empty if there is none
 * @param sessionToken of temporary credentials; empty if there is none
 * @param toSign what this request amounts to; empty where it is refused
 * @param elsewhere what it would amount to at other hosts that count as this one
 * @param signature in hex, as sent
 * @param refused what is wrong with it whoever made it; null for nothing
 */
public record RequestSignature(
        String accessKeyId,
        CredentialScope scope,
        String sessionToken,
        String toSign,
        List<String> elsewhere,
        String signature,
        @Nullable SignatureRefused refused) {
    private static final CredentialScope NO_SCOPE = new CredentialScope("", "", "");

    public RequestSignature {
        elsewhere = List.copyOf(elsewhere);
    }

    /** One that counts at the host that it came with alone. */
    public RequestSignature(
            String accessKeyId,
            CredentialScope scope,
            String sessionToken,
            String toSign,
            String signature,
            @Nullable SignatureRefused refused) {
        this(accessKeyId, scope, sessionToken, toSign, List.of(), signature, refused);
    }

    /** One that is refused before anybody's key is looked at. */
    public static RequestSignature refused(String accessKeyId, SignatureRefused why) {
        return new RequestSignature(accessKeyId, NO_SCOPE, "", "", "", why);
    }

    /** The same as if it had said another region; it is no right signature any more. */
    public RequestSignature in(String region) {
        return new RequestSignature(
                accessKeyId,
                new CredentialScope(scope.date(), region, scope.service()),
                sessionToken,
                toSign,
                signature,
                refused);
    }

    /**
     * Whether it was made with this key; compared in constant time.
     *
     * @param key of this scope, which stays the caller's
     */
    public boolean isBy(byte[] key) {
        return refused == null
                && (isOf(key, toSign) || elsewhere.stream().anyMatch(text -> isOf(key, text)));
    }

    private boolean isOf(byte[] key, String text) {
        String right = HexFormat.of().formatHex(Signing.hmac(key, text));
        return MessageDigest.isEqual(
                right.getBytes(StandardCharsets.US_ASCII),
                signature.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "RequestSignature[" + accessKeyId + "]";
    }
}
