package io.sealwright.server.jose;

import java.time.Instant;
import tools.jackson.databind.JsonNode;

/**
 * How much clocks may differ, in seconds: 0 for the usual leeway, negative for none.
 *
 * @param expiration how long after its issue a token counts that does not say when it expires;
 *     usually 150
 * @param notBefore how long before its expiry a token counts that does not say when it was issued;
 *     usually 150
 * @param clockSkew added to every comparison with the clock; usually 60
 */
public record Leeways(long expiration, long notBefore, long clockSkew) {
    /** The usual ones. */
    public static final Leeways USUAL = new Leeways(0, 0, 0);

    private static final long USUAL_CLAIM = 150;
    private static final long USUAL_SKEW = 60;

    /** The end of the year 9999: what lies beyond is no time that anybody means. */
    private static final long LAST = 253_402_300_799L;

    /**
     * @param timeless whether a token may say nothing about time
     * @throws TokenRefused if the token does not count yet, or no more
     */
    public void check(Claims claims, Instant now, boolean timeless) {
        long issued = seconds(claims, "iat");
        long expires = seconds(claims, "exp");
        long begins = seconds(claims, "nbf");
        if (issued == 0 && expires == 0 && begins == 0) {
            if (timeless) {
                return;
            }
            throw new TokenRefused(
                    "no issued at (iat), not before (nbf), or expiration time (exp) claims in token");
        }
        if (expires == 0) {
            expires = Math.max(issued, begins) + usual(expiration, USUAL_CLAIM);
        }
        if (begins == 0) {
            begins = issued != 0 ? issued : expires - usual(notBefore, USUAL_CLAIM);
        }
        compare(now, issued, begins, expires);
    }

    private void compare(Instant now, long issued, long begins, long expires) {
        long skew = usual(clockSkew, USUAL_SKEW);
        Instant latest = now.plusSeconds(skew);
        if (latest.isBefore(Instant.ofEpochSecond(begins))) {
            throw new TokenRefused("invalid not before (nbf) claim: token not yet valid");
        }
        if (now.minusSeconds(skew).isAfter(Instant.ofEpochSecond(expires))) {
            throw new TokenRefused("invalid expiration time (exp) claim: token is expired");
        }
        if (latest.isBefore(Instant.ofEpochSecond(issued))) {
            throw new TokenRefused("invalid issued at (iat) claim: token issued in the future");
        }
    }

    private static long usual(long leeway, long otherwise) {
        return leeway == 0 ? otherwise : Math.max(leeway, 0);
    }

    /** 0 if it is absent. */
    private static long seconds(Claims claims, String name) {
        JsonNode node = claims.named(name);
        if (node == null) {
            return 0;
        }
        if (!node.isNumber()) {
            throw new TokenRefused(
                    "the " + name + " claim: expected number value to unmarshal NumericDate");
        }
        double value = node.doubleValue();
        if (!(Math.abs(value) <= LAST)) {
            throw new TokenRefused("the " + name + " claim is no time before the year 10000");
        }
        return (long) value;
    }
}
