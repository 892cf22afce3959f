package io.sealwright.server.token;

import io.sealwright.server.spi.Durations;
import io.sealwright.server.spi.RequestFailure;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * How long a token lives from now on, by Vault's rules.
 *
 * @param warnings what was capped, in the peer's words
 */
public record Ttl(Duration ttl, List<String> warnings) {
    /**
     * What a TTL is made from; zero stands for "not given" everywhere.
     *
     * @param increment asked for by a renewal
     * @param usual of the token itself: asked for at its creation, or what it was then given
     */
    public record Wish(Duration increment, Duration usual, Duration period, Duration explicitMax) {}

    /**
     * @param issued when the token was created: maxima count from there
     * @throws RequestFailure if the maximum has passed
     */
    public static Ttl of(Wish wish, LeaseLimits limits, Instant issued, Instant now) {
        Duration max =
                given(wish.explicitMax)
                        ? lesser(wish.explicitMax, limits.maxTtl())
                        : limits.maxTtl();
        return given(wish.period)
                ? periodic(wish, max, elapsed(issued, now))
                : plain(wish, max, limits.defaultTtl(), elapsed(issued, now));
    }

    private static Ttl periodic(Wish wish, Duration max, Duration elapsed) {
        Duration ttl = lesser(wish.period, max);
        List<String> warnings =
                wish.period.compareTo(max) > 0
                        ? List.of(capped("period", wish.period, max))
                        : List.of();
        // A period outlives the system's maximum by renewals, an explicit maximum it does not.
        if (!given(wish.explicitMax)) {
            return new Ttl(ttl, warnings);
        }
        Duration left = left(wish.explicitMax, elapsed);
        return ttl.compareTo(left) > 0
                ? new Ttl(left, List.of(capped("TTL", ttl, left)))
                : new Ttl(ttl, warnings);
    }

    private static Ttl plain(Wish wish, Duration max, Duration byDefault, Duration elapsed) {
        Duration ttl =
                given(wish.increment) ? wish.increment : given(wish.usual) ? wish.usual : byDefault;
        Duration left = left(max, elapsed);
        return ttl.compareTo(left) > 0
                ? new Ttl(left, List.of(capped("TTL", ttl, left)))
                : new Ttl(ttl, List.of());
    }

    private static Duration left(Duration max, Duration elapsed) {
        Duration left = max.minus(elapsed);
        if (left.isNegative() || left.isZero()) {
            throw RequestFailure.invalid("past the max TTL, cannot renew");
        }
        return left;
    }

    /** Whole seconds, as the peer counts them. */
    private static Duration elapsed(Instant issued, Instant now) {
        Duration elapsed =
                Duration.between(
                        issued.truncatedTo(ChronoUnit.SECONDS),
                        now.truncatedTo(ChronoUnit.SECONDS));
        return elapsed.isNegative() ? Duration.ZERO : elapsed;
    }

    static Duration lesser(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }

    static boolean given(Duration duration) {
        return !duration.isZero();
    }

    private static String capped(String what, Duration wanted, Duration max) {
        return what
                + " of \""
                + text(wanted)
                + "\" exceeded the effective max_ttl of \""
                + text(max)
                + "\"; "
                + what
                + " value is capped accordingly";
    }

    /**
     * As the peer prints durations in warnings: {@code 9000h}, {@code 1h30m}, {@code 767h59m59s}.
     */
    private static String text(Duration duration) {
        String text = Durations.format(duration);
        String minutes = text.endsWith("m0s") ? text.substring(0, text.length() - 2) : text;
        return minutes.endsWith("h0m") ? minutes.substring(0, minutes.length() - 2) : minutes;
    }
}
